/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits the text of an expression into words, numbers, texts and signs. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-expr-private.h"

static const char *const reserved[] = {
  "and", "as", "between", "contains", "ends", "false", "has", "in", "is", "me", "my", "not", "null", "or", "starts", "true",
  "where", "within",
};

static void
advance (TwLexer *lexer)
{
  if (*lexer->p == '\n')
    {
      lexer->line++;
      lexer->column = 1;
    }
  else
    lexer->column++;
  lexer->p = g_utf8_next_char (lexer->p);
}

static void
skip_space (TwLexer *lexer)
{
  while (*lexer->p != '\0' && g_unichar_isspace (g_utf8_get_char (lexer->p)))
    advance (lexer);
}

static void
fail (TwToken *token, const char *message)
{
  token->kind = TW_TOKEN_ERROR;
  g_free (token->text);
  token->text = g_strdup (message);
}

static gboolean
read_hex (const char *p, guint *value)
{
  *value = 0;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return FALSE;
      *value = *value * 16 + (guint) digit;
    }
  return TRUE;
}

/* After "\u": four digits, or two such for a character beyond the first plane, as in JSON. */
static gboolean
read_unicode (TwLexer *lexer, GString *text)
{
  guint c, low;

  if (!read_hex (lexer->p, &c))
    return FALSE;
  tw_lexer_skip (lexer, 4);
  if (c >= 0xd800 && c < 0xdc00)
    {
      if (lexer->p[0] != '\\' || lexer->p[1] != 'u' || !read_hex (lexer->p + 2, &low) || low < 0xdc00 || low > 0xdfff)
        return FALSE;
      tw_lexer_skip (lexer, 6);
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
  if (c == 0 || (c >= 0xdc00 && c < 0xe000))
    return FALSE;
  g_string_append_unichar (text, c);
  return TRUE;
}

static gboolean
read_escape (TwLexer *lexer, GString *text)
{
  char c = *lexer->p;

  if (c == '\0')
    return FALSE;
  if (c == 'u')
    {
      advance (lexer);
      return read_unicode (lexer, text);
    }
  switch (c)
    {
    case '"':
    case '\\':
    case '/':
      g_string_append_c (text, c);
      break;
    case 'n':
      g_string_append_c (text, '\n');
      break;
    case 't':
      g_string_append_c (text, '\t');
      break;
    case 'r':
      g_string_append_c (text, '\r');
      break;
    default:
      return FALSE;
    }
  advance (lexer);
  return TRUE;
}

static void
read_text (TwLexer *lexer, TwToken *token)
{
  g_autoptr (GString) text = g_string_new (NULL);

  advance (lexer);
  while (*lexer->p != '"')
    {
      const char *from = lexer->p;

      if (*lexer->p == '\0')
        {
          fail (token, _("this text has no closing quotation mark"));
          return;
        }
      advance (lexer);
      if (*from != '\\')
        g_string_append_len (text, from, lexer->p - from);
      else if (!read_escape (lexer, text))
        {
          fail (token, _("unknown character after “\\” in a text; write \\\\ for the sign itself"));
          return;
        }
    }
  advance (lexer);
  token->kind = TW_TOKEN_TEXT;
  token->text = g_strdup (text->str);
}

static void
read_quoted_name (TwLexer *lexer, TwToken *token)
{
  const char *start;

  advance (lexer);
  start = lexer->p;
  while (*lexer->p != '`' && (guchar) *lexer->p >= ' ')
    advance (lexer);
  if (*lexer->p != '`' || lexer->p == start)
    {
      fail (token, _("expected a name between two “`”"));
      return;
    }
  token->kind = TW_TOKEN_QUOTED_NAME;
  token->text = g_strndup (start, (gsize) (lexer->p - start));
  advance (lexer);
}

static gsize
count_digits (const char *p)
{
  gsize n = 0;

  while (g_ascii_isdigit (p[n]))
    n++;
  return n;
}

/* A date is a number too until its dashes are seen: 2026-03-31. */
static void
read_number (TwLexer *lexer, TwToken *token)
{
  const char *p = lexer->p;
  gsize n = count_digits (p);

  token->kind = TW_TOKEN_NUMBER;
  if (n == 4 && p[4] == '-' && count_digits (p + 5) == 2 && p[7] == '-' && count_digits (p + 8) == 2)
    {
      token->kind = TW_TOKEN_DATE;
      n = 10;
    }
  else if (p[n] == '.' && g_ascii_isdigit (p[n + 1]))
    n += 1 + count_digits (p + n + 1);
  tw_lexer_skip (lexer, n);
}

static void
read_symbol (TwLexer *lexer, TwToken *token)
{
  static const char *const pairs[] = { "==", "!=", "<>", "<=", ">=" };

  token->kind = TW_TOKEN_SYMBOL;
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (strncmp (lexer->p, pairs[i], 2) == 0)
      {
        tw_lexer_skip (lexer, 2);
        return;
      }
  if (strchr ("=<>~+-*/%&(),.", *lexer->p) == NULL)
    fail (token, _("this character has no meaning here"));
  advance (lexer);
}

void
tw_lexer_skip (TwLexer *lexer, gsize bytes)
{
  for (const char *end = lexer->p + bytes; lexer->p < end;)
    advance (lexer);
}

/* token->text of the token before must be free or taken. */
void
tw_lexer_next (TwLexer *lexer, TwToken *token)
{
  skip_space (lexer);
  *token = (TwToken) { .kind = TW_TOKEN_END, .start = lexer->p, .line = lexer->line, .column = lexer->column };
  if (*lexer->p == '"')
    read_text (lexer, token);
  else if (*lexer->p == '`')
    read_quoted_name (lexer, token);
  else if (g_ascii_isdigit (*lexer->p))
    read_number (lexer, token);
  else if (g_ascii_isalpha (*lexer->p) || *lexer->p == '_')
    {
      token->kind = TW_TOKEN_NAME;
      while (g_ascii_isalnum (*lexer->p) || *lexer->p == '_')
        advance (lexer);
    }
  else if (*lexer->p != '\0')
    read_symbol (lexer, token);
  token->length = (gsize) (lexer->p - token->start);
  if (token->kind == TW_TOKEN_NAME)
    token->text = g_strndup (token->start, token->length);
}

gboolean
tw_word_is_reserved (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (reserved); i++)
    if (g_ascii_strcasecmp (word, reserved[i]) == 0)
      return TRUE;
  return FALSE;
}
