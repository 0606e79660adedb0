"""The dynamics, on arrays alone: no files, no Pydantic, no Mesa, no clock."""
