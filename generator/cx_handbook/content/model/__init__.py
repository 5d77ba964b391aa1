"""The handbook's data: what may be written, and what cannot even be built."""

from cx_handbook.content.model.base import Origin, Record
from cx_handbook.content.model.checklist import Checklist, ChecklistSection, Pick
from cx_handbook.content.model.company import Company, Section, Sections, Site
from cx_handbook.content.model.durations import Duration, ReviewInterval
from cx_handbook.content.model.form import Form, FormSection, Item
from cx_handbook.content.model.handbook import Handbook
from cx_handbook.content.model.kinds import KINDS
from cx_handbook.content.model.log import Log
from cx_handbook.content.model.policy import Policy, Standard, Step
from cx_handbook.content.model.service_model import ServiceModel
from cx_handbook.content.model.situation import Situation
from cx_handbook.content.model.sources import Source, SourceItem, Sources
from cx_handbook.content.model.training import Quiz, RolePlay, TrainingCase
from cx_handbook.content.model.types import Money, Share

__all__ = [
    "KINDS",
    "Checklist",
    "ChecklistSection",
    "Company",
    "Duration",
    "Form",
    "FormSection",
    "Handbook",
    "Item",
    "Log",
    "Money",
    "Origin",
    "Pick",
    "Policy",
    "Quiz",
    "Record",
    "ReviewInterval",
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
    "TrainingCase",
]
