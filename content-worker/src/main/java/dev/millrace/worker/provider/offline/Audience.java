package dev.millrace.worker.provider.offline;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whom a text is for, as far as a grade level tells. */
enum Audience {
  /** Kindergarten to grade 2: short, and to be read aloud. */
  EARLY(true, 3, 3, 2),
  /** Grades 3 to 5. */
  ELEMENTARY(true, 4, 4, 3),
  /** Grades 6 to 8, and whoever's level is not known. */
  MIDDLE(false, 6, 6, 4),
  /** Grades 9 to 12. */
  HIGH(false, 6, 6, 4),
  /** Everything after school. */
  COLLEGE(false, 6, 6, 5);

  private static final Pattern NUMBER = Pattern.compile("(?<![0-9])([0-9]{1,2})(?![0-9])");
  private static final Pattern AGE = Pattern.compile("\\b(age|aged|years? old|yrs? old)\\b");
  private static final Pattern BRITISH_YEAR = Pattern.compile("\\byear [0-9]");
  private static final Pattern COLLEGE_WORDS =
      Pattern.compile(
          "\\b(college|university|undergrad\\w*|graduate|postgrad\\w*|bachelor\\w*|master\\w*|phd"
              + "|adults?|tertiary|higher ed\\w*)\\b");
  private static final Pattern HIGH_WORDS =
      Pattern.compile(
          "\\b(high school|secondary|freshman|sophomore|junior year|senior year|ap|ib|gcse"
              + "|a[ -]levels?|ninth|tenth|eleventh|twelfth)\\b");
  private static final Pattern MIDDLE_WORDS =
      Pattern.compile("\\b(middle|junior high|sixth|seventh|eighth)\\b");
  private static final Pattern ELEMENTARY_WORDS =
      Pattern.compile("\\b(elementary|primary|third|fourth|fifth)\\b");
  private static final Pattern EARLY_WORDS =
      Pattern.compile(
          "\\b(k|pre-?k|tk|kindergarten\\w*|kinder|preschool\\w*|pre-?school|reception|nursery|first|second)\\b");

  private final boolean young;
  private final int sections;
  private final int terms;
  private final int checks;

  Audience(boolean young, int sections, int terms, int checks) {
    this.young = young;
    this.sections = sections;
    this.terms = terms;
    this.checks = checks;
  }

  /** Reads what people write in the field: "9th Grade", "Grade 3", "K", "Year 7", "college". */
  static Audience of(String gradeLevel) {
    String level = gradeLevel.toLowerCase(Locale.ROOT);
    if (COLLEGE_WORDS.matcher(level).find()) {
      return COLLEGE;
    }
    Matcher number = NUMBER.matcher(level);
    if (number.find()) {
      return ofGrade(grade(level, Integer.parseInt(number.group(1))));
    }
    return ofWords(level);
  }

  boolean isYoung() {
    return young;
  }

  /** Whether the part of a topic that goes beyond the usual is included. */
  boolean wantsDepth() {
    return this == HIGH || this == COLLEGE;
  }

  int sections() {
    return sections;
  }

  int terms() {
    return terms;
  }

  int checks() {
    return checks;
  }

  private static int grade(String level, int number) {
    if (AGE.matcher(level).find()) {
      return number - 5;
    }
    return BRITISH_YEAR.matcher(level).find() ? number - 1 : number;
  }

  private static Audience ofGrade(int grade) {
    if (grade <= 2) {
      return EARLY;
    } else if (grade <= 5) {
      return ELEMENTARY;
    } else if (grade <= 8) {
      return MIDDLE;
    }
    return grade <= 12 ? HIGH : COLLEGE;
  }

  /** "Secondary" before "second", "high school" before "school". */
  private static Audience ofWords(String level) {
    if (HIGH_WORDS.matcher(level).find()) {
      return HIGH;
    } else if (MIDDLE_WORDS.matcher(level).find()) {
      return MIDDLE;
    } else if (ELEMENTARY_WORDS.matcher(level).find()) {
      return ELEMENTARY;
    }
    return EARLY_WORDS.matcher(level).find() ? EARLY : MIDDLE;
  }
}
