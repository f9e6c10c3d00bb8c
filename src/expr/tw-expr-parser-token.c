/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "tw-expr-parser-private.h"

void
tw_parser_next (Parser *parser)
{
  g_clear_pointer (&parser->token.text, g_free);
  tw_lexer_next (&parser->lexer, &parser->token);
}

gpointer
tw_parser_fail_at (Parser *parser, const TwToken *at, TwExprError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (parser->failed)
    return NULL;
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  tw_expr_set_error_at (parser->error, code, at->line, at->column, "%s", message);
  parser->failed = TRUE;
  return NULL;
}

gpointer
tw_parser_expected (Parser *parser, const char *what)
{
  const TwToken *token = &parser->token;
  g_autofree char *found = NULL;

  if (token->kind == TW_TOKEN_ERROR)
    return tw_parser_fail_at (parser, token, TW_EXPR_ERROR_SYNTAX, "%s", token->text);
  if (token->kind == TW_TOKEN_END)
    return tw_parser_fail_at (parser, token, TW_EXPR_ERROR_SYNTAX, _("expected %s, but the text ends here"), what);
  found = g_strndup (token->start, MIN (token->length, 40));
  if (!g_utf8_validate (found, -1, NULL))
    g_clear_pointer (&found, g_free);
  return tw_parser_fail_at (parser, token, TW_EXPR_ERROR_SYNTAX,
                            _("expected %s, not “%s”"), what, found != NULL ? found : "…");
}

gboolean
tw_parser_is_word (const Parser *parser, const char *word)
{
  return parser->token.kind == TW_TOKEN_NAME && g_ascii_strcasecmp (parser->token.text, word) == 0;
}

gboolean
tw_parser_is_symbol (const Parser *parser, const char *symbol)
{
  return parser->token.kind == TW_TOKEN_SYMBOL && parser->token.length == strlen (symbol)
         && strncmp (parser->token.start, symbol, parser->token.length) == 0;
}

gboolean
tw_parser_accept_word (Parser *parser, const char *word)
{
  if (!tw_parser_is_word (parser, word))
    return FALSE;
  tw_parser_next (parser);
  return TRUE;
}

gboolean
tw_parser_accept_symbol (Parser *parser, const char *symbol)
{
  if (!tw_parser_is_symbol (parser, symbol))
    return FALSE;
  tw_parser_next (parser);
  return TRUE;
}

gboolean
tw_parser_expect_symbol (Parser *parser, const char *symbol)
{
  g_autofree char *what = NULL;

  if (tw_parser_accept_symbol (parser, symbol))
    return TRUE;
  what = g_strdup_printf ("“%s”", symbol);
  tw_parser_expected (parser, what);
  return FALSE;
}

TwToken
tw_parser_here (const Parser *parser)
{
  TwToken at = parser->token;

  at.text = NULL;
  return at;
}

gboolean
tw_parser_enter (Parser *parser)
{
  if (++parser->depth <= TW_EXPR_MAX_DEPTH)
    return TRUE;
  tw_parser_fail_at (parser, &parser->token, TW_EXPR_ERROR_LIMIT,
                     _("the expression is nested too deeply; split it into computed fields"));
  return FALSE;
}

TwExpr *
tw_parser_placed (Parser *parser, const TwToken *at, TwExpr *expr)
{
  if (expr == NULL)
    return NULL;
  if (expr->depth > TW_EXPR_MAX_DEPTH)
    {
      tw_expr_unref (expr);
      return tw_parser_fail_at (parser, at, TW_EXPR_ERROR_LIMIT,
                                _("the expression is nested too deeply; split it into computed fields"));
    }
  if (expr->line == 0)
    {
      expr->line = at->line;
      expr->column = at->column;
    }
  return expr;
}

char *
tw_parser_take_name (Parser *parser, const char *what)
{
  char *name;

  if (parser->token.kind != TW_TOKEN_QUOTED_NAME
      && (parser->token.kind != TW_TOKEN_NAME || tw_word_is_reserved (parser->token.text)))
    return tw_parser_expected (parser, what);
  name = g_strdup (parser->token.text);
  tw_parser_next (parser);
  return name;
}

TwExprOp
tw_parser_take_op (Parser *parser, const TwExprOp *ops, guint n)
{
  for (guint i = 0; i < n; i++)
    if (tw_parser_accept_symbol (parser, tw_expr_op_get_symbol (ops[i])))
      return ops[i];
  return TW_EXPR_OP_NONE;
}
