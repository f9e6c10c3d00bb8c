/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the parser: tokens (tw-expr-parser-token.c), operands (tw-expr-parser-operand.c), conditions (tw-expr-parser.c). */
#pragma once

#include "tw-expr-private.h"

G_BEGIN_DECLS

typedef struct
{
  TwLexer  lexer;
  TwToken  token;                                      /* the next one */
  guint    depth;
  GError **error;
  gboolean failed;
} Parser;

void     tw_parser_next (Parser *parser);
gpointer tw_parser_fail_at (Parser *parser, const TwToken *at, TwExprError code, const char *format, ...) G_GNUC_PRINTF (4, 5);
/* Fails at the next token: what stands there, or that the text ends. */
gpointer tw_parser_expected (Parser *parser, const char *what);
gboolean tw_parser_is_word (const Parser *parser, const char *word);
gboolean tw_parser_accept_word (Parser *parser, const char *word);
gboolean tw_parser_is_symbol (const Parser *parser, const char *symbol);
gboolean tw_parser_accept_symbol (Parser *parser, const char *symbol);
gboolean tw_parser_expect_symbol (Parser *parser, const char *symbol);
TwToken  tw_parser_here (const Parser *parser);
/* One level deeper; fails when there are too many. The caller counts parser->depth down again. */
gboolean tw_parser_enter (Parser *parser);
/* Gives a new tree its place; a tree that grew too deep is an error. */
TwExpr  *tw_parser_placed (Parser *parser, const TwToken *at, TwExpr *expr);
char    *tw_parser_take_name (Parser *parser, const char *what);
TwExprOp tw_parser_take_op (Parser *parser, const TwExprOp *ops, guint n);

TwExpr    *tw_parser_parse_or (Parser *parser);
TwExpr    *tw_parser_parse_sum (Parser *parser);
GPtrArray *tw_parser_parse_list (Parser *parser);

G_END_DECLS
