-- One row in each table that a later migration adds columns to, as 0002 had them.
INSERT INTO workspace (id, team_id, name, slug, internal_domains, default_visibility, contact_creation, installed_at)
VALUES (1, 'T1', 'Northwind', 'northwind', '[]', 'private', 'ask', '2026-11-01 09:00:00+00:00');
INSERT INTO slack_user (id, workspace_id, slack_user_id, name, locale, tz, role, active, guest, auto_link, digest)
VALUES (1, 1, 'U1', 'Ana', 'en-US', 'UTC', 'member', true, false, true, false);
INSERT INTO sender_address (id, workspace_id, user_id, address, state, attempts, created_at, evidence)
VALUES (1, 1, 1, 'ana@x.example', 'pending', 0, '2026-11-01 09:00:00+00:00', '{}');
INSERT INTO conversation (id, workspace_id, owner_id, subject, topic, suggestions, waiting, started_at, latest_at)
VALUES (1, 1, 1, 'Offer', 'offer', '[]', true, '2026-11-01 09:00:00+00:00', '2026-11-01 09:00:00+00:00');
INSERT INTO message (id, workspace_id, owner_id, conversation_id, message_key, direction, visibility, subject,
                     author_name, author_address, received_at, text, proof, tags, reply_to_unseen)
VALUES (1, 1, 1, 1, 'k', 'sent', 'private', 'Offer', '', 'ana@x.example', '2026-11-01 09:00:00+00:00', 't', '{}',
        '[]', false);
INSERT INTO share (id, workspace_id, message_id, channel, created_at)
VALUES (1, 1, 1, 'C1', '2026-11-01 09:00:00+00:00');
