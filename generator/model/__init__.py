"""The handbook's data: what may be written, and what cannot even be built."""

from generator.model.checklist import Checklist, ChecklistSection, Pick
from generator.model.common import Duration, Interval, Money, Origin, Record, Share
from generator.model.company import Company, Section, Sections, Site
from generator.model.form import Form, FormSection, Item
from generator.model.handbook import Handbook
from generator.model.policy import (
    KINDS,
    Alternative,
    Apology,
    Callback,
    Common,
    Listening,
    Policy,
    Practice,
    Standard,
    Step,
)
from generator.model.servicemodel import ServiceModel
from generator.model.situation import Situation
from generator.model.sources import Source, SourceItem, Sources
from generator.model.training import Case, Quiz, RolePlay

__all__ = [
    "KINDS",
    "Alternative",
    "Apology",
    "Callback",
    "Case",
    "Checklist",
    "ChecklistSection",
    "Common",
    "Company",
    "Duration",
    "Form",
    "FormSection",
    "Handbook",
    "Interval",
    "Item",
    "Listening",
    "Money",
    "Origin",
    "Pick",
    "Policy",
    "Practice",
    "Quiz",
    "Record",
    "RolePlay",
    "Section",
    "Sections",
    "ServiceModel",
    "Share",
    "Site",
    "Situation",
    "Source",
    "SourceItem",
    "Sources",
    "Standard",
    "Step",
]
