"""Lessons: YAML files that become one HTML file each, to predict, watch, compare and discuss."""

from copsim.lessons.build import build_lesson
from copsim.lessons.draft import lesson_draft
from copsim.lessons.file import LessonFile, load_lesson
from copsim.lessons.form import Lesson
from copsim.lessons.page import lesson_page
from copsim.lessons.shipped import lesson_path, lessons, write_new

__all__ = [
    "Lesson", "LessonFile", "build_lesson", "lesson_draft", "lesson_page", "lesson_path", "lessons", "load_lesson",
    "write_new",
]  # fmt: skip
