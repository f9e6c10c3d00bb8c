/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a page and where each of its characters stands. Immutable; may cross threads. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  float left, top, right, bottom;                      /* points from the upper left corner of the unturned page */
} TwBox;

typedef struct _TwPageText TwPageText;

/* A piece of a page's text: characters from start to end. */
typedef struct
{
  guint start, end;
} TwTextSpan;

/* boxes: (nullable) one for each character; fewer than characters are none */
TwPageText *tw_page_text_new       (const char *text, const TwBox *boxes, guint n_boxes);
TwPageText *tw_page_text_ref       (TwPageText *text);
void        tw_page_text_unref     (TwPageText *text);
guint       tw_page_text_get_length (TwPageText *text);                         /* characters */
const char *tw_page_text_get_text  (TwPageText *text);                          /* UTF-8 */
/* (nullable) one for each character */
const TwBox *tw_page_text_peek_boxes (TwPageText *text);
char       *tw_page_text_dup_span  (TwPageText *text, guint start, guint end);
/* Where words stand, whatever their case, accents, and the spaces and line ends between them. (element-type TwTextSpan) */
GArray     *tw_page_text_find      (TwPageText *text, const char *words);
/* The lines of a span. (element-type TwBox) */
GArray     *tw_page_text_get_boxes (TwPageText *text, guint start, guint end);
/* The place between two characters that is nearest to a point; for selecting. */
guint       tw_page_text_find_place (TwPageText *text, float x, float y);
/* The word around a place, or its line. */
TwTextSpan  tw_page_text_get_word  (TwPageText *text, guint place);
TwTextSpan  tw_page_text_get_line  (TwPageText *text, guint place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPageText, tw_page_text_unref)

G_END_DECLS
