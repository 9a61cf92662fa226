"""The control interface in words, for `python -m tests.sandbox --help`."""

CONTROL = """\
control interface (JSON in and out; 400 with {"error"} for what a person could not do):

  GET /sandbox/state
      {team, users: [{id, name, email, is_admin, tz, locale, …}],
       channels: [{id, name, is_private, is_im, user?, members, is_ext_shared}],
       app: {id, bot_user_id, bot_token, app_token, signing_secret, …}}
  POST /sandbox/users {name, email, …}, PATCH /sandbox/users/ID {…, deleted}
      the user; sends team_join or user_change
  POST /sandbox/channels {name, is_private, members, is_ext_shared}, PATCH /sandbox/channels/ID
      the channel
  GET /sandbox/messages?channel=ID or ?user=ID (that user's DM with the app)
      messages as Slack stores them, oldest first, with replies, files, edited
  GET /sandbox/calls?since=N&invalid=1
      what the app called: [{n, at, method, args, status, response}]; response_url posts
      and acks too, as the methods response_url and ack; invalid: only what was refused
  POST /sandbox/command {user, channel?, text}
      runs the slash command: {ack_ms, response, trigger_id}
  POST /sandbox/action {user, channel, ts, action_id, block_id?, value?, selected?}
      or {user, view_id, action_id, …}: clicks: {ack_ms}
  POST /sandbox/suggest {user, view_id, action_id, query}
      {ack_ms, options or option_groups}
  GET /sandbox/views?user=ID, GET /sandbox/home?user=ID
      the open modals, the last on top; the home view
  POST /sandbox/input {user, view_id, values}
      types into a view without sending it: {state}
  POST /sandbox/submit {user, view_id, values: {BLOCK: {ACTION: VALUE}}}
      {ack_ms, response_action, errors}
  POST /sandbox/close {user, view_id}
  POST /sandbox/shortcut {user, callback_id, channel?, ts?}
  POST /sandbox/open_home {user}
  POST /sandbox/say {user, channel, text}
      a person writes a message
  POST /sandbox/faults {method, kind, times, …}
      the next calls of that method: ratelimited (retry_after), error (error), http500,
      timeout, accept_then_drop, delay (ms); {socket: "disconnect"} closes the socket
  POST /sandbox/app {request_url, …}
      HTTP events to that address, null for Socket Mode again
  POST /sandbox/install, POST /sandbox/uninstall
      an admin installs the app again, or takes it out of the workspace
  PUT /sandbox/dns {name, type, values, ttl}
      publishes a record; ttl is 0 unless given
  POST /sandbox/dns/faults {name, kind: servfail, timeout or nxdomain, times}
  POST /sandbox/mail {from, rcpt: […], to?, cc?, subject, text, html?, attachments?, mail_from?,
                      helo?, source_ip?, sign: {domain, selector, algorithm} or false}
      composes, signs and sends over SMTP: {code, reply, message_id}
  GET /sandbox/mailbox?address=A
      the mail that the relay took
  POST /sandbox/mailbox/faults {reply, times}
      the relay answers so to the next mails
  GET /sandbox/examples
      mails to try, as /sandbox/mail takes them
"""
