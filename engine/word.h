/* The program's own words in the reader's language. English stands in the code and is the key; po/zh.po holds the
   Chinese, which msgfmt compiles and scripts/catalogues.sh puts into the program:

     text_add(out, word(language, "%s to %s"), first, last);
     static const char *const titles[] = {WORD("Targets"), WORD_IN("unit", "yuan")};     // looked up where shown
     text_add(out, "%s", word(language, titles[i]));

   The catalogue is read from the program itself and not by gettext() of the C library: one run writes pages in both
   languages, from several threads, while gettext() has one language a process, and the program stays one file that
   can be copied anywhere. It is GNU's format and GNU's tools all the same. docs/translating.md says how to change
   a word or to add a language.

   Words that come from a model are not here but in `struct words` (model.h). */
#ifndef POLSIM_WORD_H
#define POLSIM_WORD_H

#include "base.h"

/* Mark a string for the catalogue where it is not shown yet. The context tells apart what is one word in English
   and several in another language. */
#define WORD(english) english
#define WORD_IN(context, english) context "\004" english

/* `english`, a literal or one marked by the above, in "zh" or "en"; the English where the catalogue lacks it. Never
   to be freed. A format stays a format of the same arguments. */
const char *word(const char *language, const char *english) __attribute__((format_arg(2)));

/* The language of errors, warnings and progress, which are written where no caller says which: English until
   main.c has set it, before there are threads. error_set and its like speak it of themselves, given English. */
void word_speak(const char *language);
const char *spoken(const char *english) __attribute__((format_arg(1)));
const char *spoken_errno(
    int number); /* as strerror(), which speaks English: nobody calls setlocale() */

/* All there are, English among them: "zh", "en", NULL. */
extern const char *const word_languages[];

#endif
