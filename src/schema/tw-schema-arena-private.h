/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that lives and dies together: structs and interned strings of one schema snapshot or one JSON document. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TwSchemaArena TwSchemaArena;

TwSchemaArena *tw_schema_arena_new    (void);
void           tw_schema_arena_free   (TwSchemaArena *arena);
gpointer       tw_schema_arena_alloc  (TwSchemaArena *arena, gsize size);            /* zeroed */
const char    *tw_schema_arena_intern (TwSchemaArena *arena, const char *text);      /* NULL gives NULL */
/* A copy of its own, also of a text that is there already. */
const char    *tw_schema_arena_copy   (TwSchemaArena *arena, const char *text, gsize length);
/* A NULL-terminated copy of the pointers in array. */
gpointer       tw_schema_arena_pointers (TwSchemaArena *arena, const GPtrArray *array);

#define tw_schema_arena_new0(arena, type) ((type *) tw_schema_arena_alloc ((arena), sizeof (type)))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSchemaArena, tw_schema_arena_free)

G_END_DECLS
