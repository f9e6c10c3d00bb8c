/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "tw-schema-arena-private.h"

#define BLOCK_SIZE 65536
#define FIRST_BLOCK 1024
#define ALIGNMENT  16

struct _TwSchemaArena
{
  GStringChunk *strings;
  GPtrArray    *blocks;
  char         *next;
  gsize         left;
};

TwSchemaArena *
tw_schema_arena_new (void)
{
  TwSchemaArena *arena = g_new0 (TwSchemaArena, 1);

  arena->strings = g_string_chunk_new (FIRST_BLOCK);
  arena->blocks = g_ptr_array_new_with_free_func (g_free);
  return arena;
}

void
tw_schema_arena_free (TwSchemaArena *arena)
{
  if (!arena)
    return;
  g_string_chunk_free (arena->strings);
  g_ptr_array_unref (arena->blocks);
  g_free (arena);
}

gpointer
tw_schema_arena_alloc (TwSchemaArena *arena, gsize size)
{
  gpointer result;

  size = (size + ALIGNMENT - 1) & ~(gsize) (ALIGNMENT - 1);
  if (size > arena->left)
    {
      /* Small at first: a body of a request has a few values, a schema thousands. */
      gsize block = MAX (size, MIN (BLOCK_SIZE, (gsize) FIRST_BLOCK << MIN (arena->blocks->len, 16)));

      arena->next = g_malloc0 (block);
      arena->left = block;
      g_ptr_array_add (arena->blocks, arena->next);
    }
  result = arena->next;
  arena->next += size;
  arena->left -= size;
  return result;
}

const char *
tw_schema_arena_intern (TwSchemaArena *arena, const char *text)
{
  return text ? g_string_chunk_insert_const (arena->strings, text) : NULL;
}

const char *
tw_schema_arena_copy (TwSchemaArena *arena, const char *text, gsize length)
{
  char *copy = tw_schema_arena_alloc (arena, length + 1);

  memcpy (copy, text, length);
  copy[length] = '\0';
  return copy;
}

gpointer
tw_schema_arena_pointers (TwSchemaArena *arena, const GPtrArray *array)
{
  gpointer *result = tw_schema_arena_alloc (arena, sizeof (gpointer) * (array->len + 1));

  if (array->len)
    memcpy (result, array->pdata, sizeof (gpointer) * array->len);
  return result;
}
