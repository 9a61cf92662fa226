"""The outbox's lanes in SQL: which item is the head of each, and which may go, in either engine's words.

From lane to lane in the index, the first that waits in each: a thousand mails that wait for one person's DM
cost no more than one does. PostgreSQL is left no choice of ways: its statistics are of another time than the
backlog that an outage of Slack's makes, and by them it would read all that waits for each that waits.
"""

# The id of the first item in each lane that waits or is being sent.
_HEADS = """
heads(id) AS (
    SELECT MIN(id) FROM (
        SELECT lane, id FROM waiting WHERE lane IS NOT NULL
        UNION ALL SELECT lane, id FROM outbox_item WHERE state = 'sending') firsts
    GROUP BY lane)
"""
_HEADS_SQLITE = f"""
WITH RECURSIVE lanes(lane) AS (
    SELECT MIN(lane) FROM outbox_item WHERE state = 'pending'
    UNION ALL
    SELECT (SELECT MIN(lane) FROM outbox_item WHERE state = 'pending' AND lane > lanes.lane)
    FROM lanes WHERE lane IS NOT NULL
), waiting(lane, id) AS (
    SELECT lane, (SELECT MIN(id) FROM outbox_item WHERE state = 'pending' AND lane = lanes.lane) FROM lanes
), {_HEADS}
"""  # noqa: S608 - nothing but our own words
# Only the index of state, lane and id gives these in their order.
_HEADS_POSTGRES = f"""
WITH RECURSIVE waiting(lane, id) AS (
    (SELECT lane, id FROM outbox_item WHERE state = 'pending' ORDER BY lane, id LIMIT 1)
    UNION ALL
    SELECT following.* FROM waiting CROSS JOIN LATERAL (
        SELECT lane, id FROM outbox_item WHERE state = 'pending' AND lane > waiting.lane
        ORDER BY lane, id LIMIT 1) following
), {_HEADS}
"""  # noqa: S608
# Each is looked up by its id: in SQLite a CROSS JOIN does that, in PostgreSQL an OFFSET 0. The items of a
# workspace that took us out wait until it has us back: nothing can be said there meanwhile.
_SERVED = "head.workspace_id NOT IN (SELECT id FROM workspace WHERE uninstalled_at IS NOT NULL)"
_FROM_SQLITE = f"FROM heads CROSS JOIN outbox_item head WHERE head.id = heads.id AND {_SERVED}"
_FROM_POSTGRES = f"""
FROM heads CROSS JOIN LATERAL (SELECT * FROM outbox_item WHERE id = heads.id OFFSET 0) head WHERE {_SERVED}
"""  # noqa: S608

_TAKE = """
UPDATE outbox_item
SET state = 'sending', attempts = attempts + 1, lease_by = {1}, lease_until = {2},
    unsure = (unsure OR state = 'sending')
"""
_IS_DUE = "head.due_at <= {3} AND (head.lease_until IS NULL OR head.lease_until <= {3})"
# The values are the worker, the lease's end, now and how many; {in_hand} says which are not to be taken.
CLAIM_SQLITE = f"""{_HEADS_SQLITE} {_TAKE}
WHERE id IN (SELECT head.id {_FROM_SQLITE} AND NOT ({{in_hand}}) AND {_IS_DUE} ORDER BY head.id LIMIT {{4}})
RETURNING id
"""
# Another worker may have taken one, or be done with it, since the statement began: what is locked is looked
# at again. The CASE keeps PostgreSQL from an index of states.
CLAIM_POSTGRES = f"""{_HEADS_POSTGRES}, free(id) AS MATERIALIZED (
    SELECT head.id {_FROM_POSTGRES} AND NOT ({{in_hand}}) AND {_IS_DUE}
) {_TAKE}
WHERE id IN (
    SELECT head.id FROM outbox_item head WHERE head.id = ANY(ARRAY(SELECT id FROM free)) AND {_IS_DUE}
      AND CASE head.state WHEN 'pending' THEN true WHEN 'sending' THEN true ELSE false END
    ORDER BY head.id LIMIT {{4}} FOR UPDATE SKIP LOCKED)
RETURNING id
"""  # noqa: S608

_WHEN_DUE = "CASE WHEN head.lease_until > head.due_at THEN head.lease_until ELSE head.due_at END"
NEXT_DUE_SQLITE = f"{_HEADS_SQLITE} SELECT MIN({_WHEN_DUE}) AS next_due {_FROM_SQLITE}"
NEXT_DUE_POSTGRES = f"{_HEADS_POSTGRES} SELECT MIN({_WHEN_DUE}) AS next_due {_FROM_POSTGRES}"
