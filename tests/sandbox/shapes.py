"""What users, conversations, files and views look like in Slack's answers."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from .state import JSON, Channel, File, Team, User, View


def user_json(team: Team, user: User, *, email: bool = True, locale: bool = False) -> JSON:
    """A user as users.info shows one; the e-mail only to apps with users:read.email."""
    zone = ZoneInfo(user.tz)
    offset = datetime.fromtimestamp(team.clock(), zone).utcoffset()
    label = datetime.fromtimestamp(team.clock(), UTC).astimezone(zone).tzname()
    picture = f"{team.base_url}/avatar/{user.id}.svg"
    home = team.ids.of("T", "partner") if user.is_stranger else team.id
    first, _, last = user.real_name.partition(" ")
    profile: JSON = {
        "title": "",
        "phone": "",
        "skype": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "first_name": first,
        "last_name": last,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": user.id.lower()[-8:],
        "team": home,
        **{f"image_{size}": picture for size in (24, 32, 48, 72, 192, 512)},
    }
    if user.is_bot and user.id == team.bot_user_id:
        profile |= {"bot_id": team.bot_id, "api_app_id": team.app_id}
    if email and user.email and not user.is_bot:
        profile["email"] = user.email
    shape: JSON = {
        "id": user.id,
        "team_id": home,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot and user.id != "USLACKBOT",
        "is_app_user": False,
        "updated": user.updated,
    }
    if user.is_stranger and not _shares_a_channel(team, user):
        shape["is_stranger"] = True
    if not user.deleted:
        shape |= {
            "color": user.id.lower().encode().hex()[-6:],
            "real_name": user.real_name,
            "tz": user.tz,
            "tz_label": label or user.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": user.is_admin,
            "is_owner": user.is_owner,
            "is_primary_owner": user.is_owner,
            "is_restricted": user.is_restricted,
            "is_ultra_restricted": user.is_ultra_restricted,
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
        }
    if locale and not user.is_stranger:
        shape["locale"] = user.locale
    return shape


def _shares_a_channel(team: Team, user: User) -> bool:
    """Whether the app meets them somewhere: then nothing but their team tells that they are of another
    organization (https://docs.slack.dev/apis/slack-connect, "External members")."""
    both = {user.id, team.bot_user_id}
    return any(both <= set(channel.members) for channel in team.channels.values())


def channel_json(team: Team, channel: Channel) -> JSON:
    """A conversation as conversations.info shows one to the app."""
    if channel.kind == "im":
        return {
            "id": channel.id,
            "created": channel.created,
            "is_im": True,
            "is_archived": channel.is_archived,
            "is_org_shared": False,
            "context_team_id": team.id,
            "user": channel.user,
            "is_user_deleted": team.users[channel.user].deleted,
            "is_open": True,
            "priority": 0,
        }
    private = channel.kind == "private"
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not private,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": private,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "unlinked": 0,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "shared_team_ids": [team.id, *([team.ids.of("T", "partner")] if channel.is_ext_shared else [])],
        "context_team_id": team.id,
        "is_member": team.bot_user_id in channel.members,
        "num_members": len(channel.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
        "updated": channel.created * 1000,
    }


def file_json(team: Team, file: File) -> JSON:
    """A file as Slack shows one; `shares` names the messages it hangs on."""
    url = f"{team.base_url}/files/{file.id}/{file.name}"
    extension = file.name.rpartition(".")[2].lower()
    shares: JSON = {}
    for channel_id, ts in file.shares:
        group = (
            "private"
            if channel_id.startswith("D") or team.channels[channel_id].kind == "private"
            else "public"
        )
        shares.setdefault(group, {}).setdefault(channel_id, []).append({"ts": ts})
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": extension,
        "pretty_type": extension.upper(),
        "user": team.bot_user_id,
        "user_team": team.id,
        "editable": False,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(shares.get("public")),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": url,
        "url_private_download": f"{url}?download=1",
        "permalink": f"{team.url}files/{team.bot_user_id}/{file.id}/{file.name}",
        "channels": [c for c in file.channels if c.startswith("C") and team.channels[c].kind == "public"],
        "groups": [c for c in file.channels if c.startswith("C") and team.channels[c].kind == "private"],
        "ims": [c for c in file.channels if c.startswith("D")],
        "shares": shares,
        "comments_count": 0,
        "has_rich_preview": False,
        "file_access": "visible",
    }


def view_json(team: Team, view: View) -> JSON:
    """A view as Slack shows one, with what its user has entered."""
    body = view.body
    shape: JSON = {
        "id": view.id,
        "team_id": team.id,
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "title": body.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": team.app_id,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": team.id,
        "bot_id": team.bot_id,
    }
    if body["type"] == "modal":
        shape["submit_disabled"] = body.get("submit_disabled", False)
    return shape
