/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-page-text.h"

#include <math.h>
#include <string.h>

struct _TwPageText
{
  int    refs;                                         /* atomic */
  char  *text;                                         /* (owned) */
  guint  length;                                       /* characters */
  TwBox *boxes;                                        /* (owned) (nullable) */
};

/* Text as it is compared: each sign knows the character that it came from. */
typedef struct
{
  gunichar *signs;                                     /* (owned) */
  guint    *places;                                    /* (owned) */
  guint     n, room;
} Folded;

static void
folded_clear (Folded *folded)
{
  g_free (folded->signs);
  g_free (folded->places);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folded, folded_clear)

static inline void
folded_add (Folded  *folded,
            gunichar sign,
            guint    place)
{
  if (G_UNLIKELY (folded->n == folded->room))
    {
      folded->room = 2 * folded->room + 64;
      folded->signs = g_renew (gunichar, folded->signs, folded->room);
      folded->places = g_renew (guint, folded->places, folded->room);
    }
  folded->signs[folded->n] = sign;
  folded->places[folded->n++] = place;
}

static gboolean
is_space (gunichar sign)
{
  return g_unichar_isspace (sign) || sign == 0xa0 || sign == 0x200b;
}

static inline void
fold_space (Folded *folded,
            guint   place)
{
  if (folded->n == 0 || folded->signs[folded->n - 1] != ' ')
    folded_add (folded, ' ', place);
}

/* Ligatures, forms of letters and accents become plain letters; any run of spaces one space. Signs without width are nothing. */
static void
fold_sign (Folded  *folded,
           gunichar sign,
           guint    place)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n = 0;

  if (is_space (sign))
    {
      fold_space (folded, place);
      return;
    }
  n = g_unichar_fully_decompose (sign, TRUE, parts, G_N_ELEMENTS (parts));
  for (gsize i = 0; i < MIN (n, G_N_ELEMENTS (parts)); i++)
    {
      gunichar lower = parts[i] == 0xdf ? 's' : g_unichar_tolower (parts[i]);

      if (g_unichar_ismark (lower) || g_unichar_type (lower) == G_UNICODE_FORMAT || lower == 0xad)
        continue;
      for (int times = parts[i] == 0xdf ? 2 : 1; times > 0; times--)
        folded_add (folded, lower, place);
    }
}

/* A hyphen at the end of a line, with a letter on the next one: the length of it. */
static gsize
measure_hyphen (const char *text)
{
  gsize n = g_str_has_prefix (text, "\xe2\x80\x90") ? 3 : *text == '-' ? 1 : 0;

  if (n == 0)
    return 0;
  n += text[n] == '\r';
  return text[n] == '\n' && g_unichar_isalpha (g_utf8_get_char (text + n + 1)) ? n + 1 : 0;
}

/* Most signs are ASCII, which needs no tables: a long document is folded while its next page is being read. A word that was broken at
 * the end of a line is whole; whoever looks for a hyphen finds it there, too. */
static void
fold (Folded     *folded,
      const char *text,
      gboolean    keep_hyphens)
{
  guint place = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c), place++)
    {
      gsize broken = *c == '-' || *c == '\xe2' ? measure_hyphen (c) : 0;

      if (broken > 0)
        {
          if (keep_hyphens)
            folded_add (folded, '-', place);
          place += (guint) g_utf8_strlen (c, (gssize) broken) - 1;
          c += broken - 1;
        }
      else if ((guint8) *c >= 0x80)
        fold_sign (folded, g_utf8_get_char (c), place);
      else if (g_ascii_isspace (*c) || *c == '\v')
        fold_space (folded, place);
      else
        folded_add (folded, (guint8) g_ascii_tolower (*c), place);
    }
}

/**
 * tw_page_text_new:
 * @text: UTF-8
 * @boxes: (nullable): where its characters stand
 * @n_boxes: how many
 *
 * Returns: (transfer full): the text of a page
 */
TwPageText *
tw_page_text_new (const char  *text,
                  const TwBox *boxes,
                  guint        n_boxes)
{
  TwPageText *self = g_new0 (TwPageText, 1);

  self->refs = 1;
  self->text = g_strdup (text);
  self->length = (guint) g_utf8_strlen (text, -1);
  if (boxes != NULL && n_boxes >= self->length && self->length > 0)
    self->boxes = g_memdup2 (boxes, sizeof (TwBox) * self->length);
  return self;
}

/**
 * tw_page_text_ref:
 * @text: the text of a page
 *
 * Returns: (transfer full): it
 */
TwPageText *
tw_page_text_ref (TwPageText *text)
{
  g_atomic_int_inc (&text->refs);
  return text;
}

/**
 * tw_page_text_unref:
 * @text: the text of a page
 *
 * Lets go of it.
 */
void
tw_page_text_unref (TwPageText *text)
{
  if (!g_atomic_int_dec_and_test (&text->refs))
    return;
  g_free (text->text);
  g_free (text->boxes);
  g_free (text);
}

/**
 * tw_page_text_get_length:
 * @text: the text of a page
 *
 * Returns: how many characters it has
 */
guint
tw_page_text_get_length (TwPageText *text)
{
  return text->length;
}

/**
 * tw_page_text_get_text:
 * @text: the text of a page
 *
 * Returns: (transfer none): all of it
 */
const char *
tw_page_text_get_text (TwPageText *text)
{
  return text->text;
}

/**
 * tw_page_text_peek_boxes:
 * @text: the text of a page
 *
 * Returns: (transfer none) (nullable): where each of its characters stands
 */
const TwBox *
tw_page_text_peek_boxes (TwPageText *text)
{
  return text->boxes;
}

/**
 * tw_page_text_dup_span:
 * @text: the text of a page
 * @start: first character
 * @end: the one after the last
 *
 * Returns: (transfer full): a piece of it
 */
char *
tw_page_text_dup_span (TwPageText *text,
                       guint       start,
                       guint       end)
{
  const char *from = NULL;

  end = MIN (end, text->length);
  if (start >= end)
    return g_strdup ("");
  from = g_utf8_offset_to_pointer (text->text, start);
  return g_strndup (from, (gsize) (g_utf8_offset_to_pointer (from, end - start) - from));
}

/**
 * tw_page_text_find:
 * @text: the text of a page
 * @words: what is looked for
 *
 * Returns: (transfer full) (element-type TwTextSpan): all places, in order, none within another
 */
GArray *
tw_page_text_find (TwPageText *text,
                   const char *words)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (TwTextSpan));
  g_autofree char *valid = g_utf8_make_valid (words, -1);
  g_auto(Folded) hay = { 0 };
  g_auto(Folded) needle = { 0 };
  guint length = 0;

  g_strstrip (valid);
  fold (&needle, valid, TRUE);
  length = needle.n;
  if (length == 0)
    return spans;
  fold (&hay, text->text, strchr (valid, '-') != NULL);
  for (guint i = 0; i + length <= hay.n; i++)
    if (hay.signs[i] == needle.signs[0] && memcmp (hay.signs + i, needle.signs, length * sizeof (gunichar)) == 0)
      {
        TwTextSpan span = { hay.places[i], hay.places[i + length - 1] + 1 };

        g_array_append_val (spans, span);
        i += length - 1;
      }
  return spans;
}

static gboolean
is_blank (const TwBox *box)
{
  return box->right <= box->left || box->bottom <= box->top;
}

/* Whether two characters stand on one line, one near the other. */
static gboolean
joins (const TwBox *line,
       const TwBox *box)
{
  float height = MIN (line->bottom - line->top, box->bottom - box->top);
  float common = MIN (line->bottom, box->bottom) - MAX (line->top, box->top);
  float reach = 2 * MAX (line->bottom - line->top, box->bottom - box->top);

  return common > height / 2 && box->left < line->right + reach && box->right > line->left - reach;
}

/**
 * tw_page_text_get_boxes:
 * @text: the text of a page
 * @start: first character
 * @end: the one after the last
 *
 * Returns: (transfer full) (element-type TwBox): where it stands, one box a line
 */
GArray *
tw_page_text_get_boxes (TwPageText *text,
                        guint       start,
                        guint       end)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (TwBox));

  end = MIN (end, text->length);
  for (guint i = start; text->boxes != NULL && i < end; i++)
    {
      const TwBox *box = &text->boxes[i];
      TwBox *line = lines->len > 0 ? &g_array_index (lines, TwBox, lines->len - 1) : NULL;

      if (is_blank (box))
        continue;
      if (line == NULL || !joins (line, box))
        {
          g_array_append_val (lines, *box);
          continue;
        }
      line->left = MIN (line->left, box->left);
      line->top = MIN (line->top, box->top);
      line->right = MAX (line->right, box->right);
      line->bottom = MAX (line->bottom, box->bottom);
    }
  return lines;
}

/* A point that is beside a line is nearer to it than one that is above: lines are long. */
static float
measure (const TwBox *box,
         float        x,
         float        y)
{
  float dx = x < box->left ? box->left - x : x > box->right ? x - box->right : 0;
  float dy = y < box->top ? box->top - y : y > box->bottom ? y - box->bottom : 0;

  return dx + 4 * dy;
}

/**
 * tw_page_text_find_place:
 * @text: the text of a page
 * @x: across, in points
 * @y: down
 *
 * Returns: the place between two characters, 0…length
 */
guint
tw_page_text_find_place (TwPageText *text,
                         float       x,
                         float       y)
{
  guint nearest = 0;
  float least = G_MAXFLOAT;

  for (guint i = 0; text->boxes != NULL && i < text->length; i++)
    {
      const TwBox *box = &text->boxes[i];
      float distance = is_blank (box) ? G_MAXFLOAT : measure (box, x, y);

      if (distance >= least)
        continue;
      least = distance;
      nearest = x > (box->left + box->right) / 2 ? i + 1 : i;
    }
  return nearest;
}

static gunichar *
dup_signs (TwPageText *text)
{
  return g_utf8_to_ucs4_fast (text->text, -1, NULL);
}

/**
 * tw_page_text_get_word:
 * @text: the text of a page
 * @place: a place between two characters
 *
 * Returns: the word there
 */
TwTextSpan
tw_page_text_get_word (TwPageText *text,
                       guint       place)
{
  g_autofree gunichar *signs = dup_signs (text);
  TwTextSpan span = { MIN (place, text->length), MIN (place, text->length) };

  while (span.start > 0 && (g_unichar_isalnum (signs[span.start - 1]) || g_unichar_ismark (signs[span.start - 1])))
    span.start--;
  while (span.end < text->length && (g_unichar_isalnum (signs[span.end]) || g_unichar_ismark (signs[span.end])))
    span.end++;
  return span;
}

/**
 * tw_page_text_get_line:
 * @text: the text of a page
 * @place: a place between two characters
 *
 * Returns: the line there, without its end
 */
TwTextSpan
tw_page_text_get_line (TwPageText *text,
                       guint       place)
{
  g_autofree gunichar *signs = dup_signs (text);
  TwTextSpan span = { MIN (place, text->length), MIN (place, text->length) };

  while (span.start > 0 && signs[span.start - 1] != '\n')
    span.start--;
  while (span.end < text->length && signs[span.end] != '\n')
    span.end++;
  return span;
}
