/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room for the many small texts of one request, given back together at its end: one allocation instead of dozens. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char   *at, *end;
  GSList *more;                                        /* (owned) blocks beside the first one */
  char    first[1536];
} TwHttpArena;

void     tw_http_arena_init  (TwHttpArena *arena);
void     tw_http_arena_clear (TwHttpArena *arena);
/* Aligned for pointers; as long as the arena. */
gpointer tw_http_arena_take  (TwHttpArena *arena, gsize size);
/* With a zero byte behind it. */
char    *tw_http_arena_copy  (TwHttpArena *arena, const char *text, gsize length);

/* Names and values: of a head, of a path's parameters. */
typedef struct { const char *name, *value; } TwHttpPair;

G_END_DECLS
