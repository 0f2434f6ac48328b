"""The base of every type that crosses a door: immutable, closed to unknown fields, documented field by field."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen record; an unknown field is an error, and the docstring under a field is part of the schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, ser_json_inf_nan="strings")
