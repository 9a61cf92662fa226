from models import *
async def test_opens(db):
    assert await Workspace.all() == []
