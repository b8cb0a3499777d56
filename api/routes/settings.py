"""The settings in force over HTTP, for admins; secrets stay hidden."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.auth import granting
from api.office import Known, TheOffice
from api.settings_list import rows

router = APIRouter(prefix="/settings", tags=["settings"])


class SettingView(BaseModel):
    """One setting."""

    name: str = Field(description="The environment variable that sets it.")
    value: str
    default: str
    meaning: str
    chosen: bool = Field(description="Whether somebody set it to other than its default.")


@router.get("")
def listing(office: TheOffice, who: Known) -> list[SettingView]:
    """Every setting with its value; changing one takes the environment and a restart."""
    granting.need_admin(who)
    return [
        SettingView(
            name=row.name, value=row.value, default=row.default, meaning=row.meaning,
            chosen=row.value != row.default,
        )
        for row in rows(office.settings)
    ]  # fmt: skip
