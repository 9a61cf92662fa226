"""All scenes by topic, in the order of the gallery."""

from tests.gallery import (
    scenes_addresses,
    scenes_admin,
    scenes_home,
    scenes_inbox,
    scenes_mail,
    scenes_records,
    scenes_refused,
    scenes_sharing,
)
from tests.gallery.scene import Scene

TOPICS: dict[str, tuple[Scene, ...]] = {
    "Home": scenes_home.SCENES,
    "A mail": scenes_mail.SCENES,
    "Inbox and search": scenes_inbox.SCENES,
    "Deals, leads, projects and people": scenes_records.SCENES,
    "Sharing": scenes_sharing.SCENES,
    "Addresses": scenes_addresses.SCENES,
    "Refused mail": scenes_refused.SCENES,
    "Settings": scenes_admin.SCENES,
}
SCENES: tuple[Scene, ...] = tuple(scene for scenes in TOPICS.values() for scene in scenes)
