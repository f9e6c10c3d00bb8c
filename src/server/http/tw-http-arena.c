/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tw-http-arena.h"

#define BLOCK 4096

void
tw_http_arena_init (TwHttpArena *arena)
{
  arena->at = arena->first;
  arena->end = arena->first + sizeof arena->first;
  arena->more = NULL;
}

void
tw_http_arena_clear (TwHttpArena *arena)
{
  g_slist_free_full (g_steal_pointer (&arena->more), g_free);
  tw_http_arena_init (arena);
}

gpointer
tw_http_arena_take (TwHttpArena *arena, gsize size)
{
  gpointer room;

  size = (size + sizeof (gpointer) - 1) & ~(sizeof (gpointer) - 1);
  if (size > (gsize) (arena->end - arena->at))
    {
      gsize block = MAX (size, BLOCK);

      arena->at = g_malloc (block);
      arena->end = arena->at + block;
      arena->more = g_slist_prepend (arena->more, arena->at);
    }
  room = arena->at;
  arena->at += size;
  return room;
}

char *
tw_http_arena_copy (TwHttpArena *arena, const char *text, gsize length)
{
  char *copy = tw_http_arena_take (arena, length + 1);

  memcpy (copy, text, length);
  copy[length] = 0;
  return copy;
}
