/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-expr-private.h"

static void
clear_token (TwToken *token)
{
  g_free (token->string);
}

void
tw_expr_syntax_error (GError **error, TwExprError code, guint line, guint column, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  if (line)
    g_set_error (error, TW_EXPR_ERROR, code, _("line %u, column %u: %s"), line, column, message);
  else
    g_set_error_literal (error, TW_EXPR_ERROR, code, message);
}

static gboolean
read_string (const char **p, TwToken *token, GError **error)
{
  GString *out = g_string_new (NULL);
  const char *s = *p + 1;

  for (; *s && *s != '"'; s++)
    {
      gunichar c = 0;

      if (*s != '\\')
        {
          g_string_append_c (out, *s);
          continue;
        }
      s++;
      if (*s == 'n' || *s == 't' || *s == '"' || *s == '\\')
        g_string_append_c (out, *s == 'n' ? '\n' : *s == 't' ? '\t' : *s);
      else if (*s == 'u' && g_ascii_isxdigit (s[1]) && g_ascii_isxdigit (s[2]) && g_ascii_isxdigit (s[3]) && g_ascii_isxdigit (s[4]))
        {
          for (int i = 1; i <= 4; i++)
            c = c * 16 + g_ascii_xdigit_value (s[i]);
          if (c == 0 || (c >= 0xd800 && c < 0xe000))
            c = 0xfffd;
          g_string_append_unichar (out, c);
          s += 4;
        }
      else
        {
          tw_expr_syntax_error (error, TW_EXPR_ERROR_SYNTAX, token->line, token->column, _("In a text, \\ stands before \", \\, n, t or uXXXX."));
          g_string_free (out, TRUE);
          return FALSE;
        }
    }
  token->string = g_string_free (out, FALSE);
  if (*s != '"')
    {
      tw_expr_syntax_error (error, TW_EXPR_ERROR_SYNTAX, token->line, token->column, _("This text has no closing quotation mark."));
      g_clear_pointer (&token->string, g_free);
      return FALSE;
    }
  *p = s + 1;
  return TRUE;
}

static gboolean
are_digits (const char *p, int n)
{
  for (int i = 0; i < n; i++)
    if (!g_ascii_isdigit (p[i]))
      return FALSE;
  return TRUE;
}

/* 2026-03-31, 2026-03 and 2026-Q1; a subtraction of such numbers is written with spaces. */
static gsize
date_length (const char *p)
{
  gsize length = 0;

  if (!are_digits (p, 4) || p[4] != '-')
    return 0;
  if (p[5] == 'Q' && p[6] >= '1' && p[6] <= '4')
    length = 7;
  else if (are_digits (p + 5, 2))
    length = p[7] == '-' && are_digits (p + 8, 2) ? 10 : 7;
  return length && (g_ascii_isalnum (p[length]) || p[length] == '_') ? 0 : length;
}

static void
read_number (const char **p, TwToken *token)
{
  const char *s = *p;

  token->kind = TOKEN_NUMBER;
  while (g_ascii_isdigit (*s))
    s++;
  if (*s == '.' && g_ascii_isdigit (s[1]))
    for (s++; g_ascii_isdigit (*s);)
      s++;
  *p = s;
}

GArray *
tw_expr_tokenize (const char *text, GError **error)
{
  static const char *const symbols[] = { "==", "!=", "<>", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "%", "&", "~", "(", ")", ",", ".", NULL };
  g_autoptr(GArray) tokens = g_array_new (FALSE, TRUE, sizeof (TwToken));
  const char *p = text, *line_start = text;
  guint line = 1;

  g_array_set_clear_func (tokens, (GDestroyNotify) clear_token);
  if (strlen (text) > TW_EXPR_MAX_LENGTH || !g_utf8_validate (text, -1, NULL))
    {
      tw_expr_syntax_error (error, TW_EXPR_ERROR_LIMIT, 1, 1, _("The expression is longer than 64 KiB or not UTF-8."));
      return NULL;
    }
  for (;;)
    {
      TwToken token = { 0 };
      gsize date;

      for (; *p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'; p++)
        if (*p == '\n')
          {
            line++;
            line_start = p + 1;
          }
      token.start = p;
      token.line = line;
      token.column = g_utf8_pointer_to_offset (line_start, p) + 1;
      date = date_length (p);
      if (!*p)
        token.kind = TOKEN_END;
      else if (*p == '"')
        {
          token.kind = TOKEN_STRING;
          if (!read_string (&p, &token, error))
            return NULL;
        }
      else if (date)
        {
          token.kind = TOKEN_DATE;
          token.string = g_strndup (p, date);
          p += date;
        }
      else if (g_ascii_isdigit (*p))
        read_number (&p, &token);
      else if (g_ascii_isalpha (*p) || *p == '_')
        {
          token.kind = TOKEN_NAME;
          while (g_ascii_isalnum (*p) || *p == '_')
            p++;
          token.string = g_strndup (token.start, p - token.start);
        }
      else
        {
          for (const char *const *s = symbols; *s && !token.length; s++)
            if (g_str_has_prefix (p, *s))
              {
                token.kind = TOKEN_SYMBOL;
                g_strlcpy (token.text, *s, sizeof token.text);
                token.length = strlen (*s);
              }
          if (!token.length)
            {
              tw_expr_syntax_error (error, TW_EXPR_ERROR_SYNTAX, token.line, token.column, _("“%.*s” has no meaning here."),
                                    (int) (g_utf8_next_char (p) - p), p);
              return NULL;
            }
          p += token.length;
        }
      token.length = p - token.start;
      g_array_append_val (tokens, token);
      if (token.kind == TOKEN_END)
        return g_steal_pointer (&tokens);
    }
}
