/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-facet-tree.h"

#include "tw-group-text.h"

#define MAX_NODES  10000
#define MAX_VALUES 200
#define MAX_DEPTH  32

typedef struct
{
  TwId       id;
  char      *title;                                    /* (owned) */
  GPtrArray *children;                                 /* (owned) (nullable) Node, lent, by title */
  gint64     count;                                    /* of itself alone */
} Node;

typedef struct
{
  const TwField *field;
  GPtrArray     *nodes;                                /* (owned) Node, by title */
  GHashTable    *by_id;                                /* (owned) TwId → Node, lent */
  GPtrArray     *values;                               /* (owned) TwFacetValue */
} Tree;

static void
node_free (Node *node)
{
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node->title);
  g_free (node);
}

const TwField *
tw_facet_find_tree (const TwField *field)
{
  const TwEntity *target = field->kind == TW_KIND_LINK ? tw_field_get_target (field) : NULL;
  const TwField *path = target != NULL ? tw_entity_get_field (target, "path") : NULL;

  for (guint i = 0; path != NULL && path->formula != NULL && i < target->n_fields; i++)
    if (target->fields[i]->tree && !target->fields[i]->retired)
      return target->fields[i];
  return NULL;
}

/* --- The tree --- */

static void
add_nodes (Tree      *tree,
           GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      Node *node = g_new0 (Node, 1);

      node->id = *tw_record_get_id (g_ptr_array_index (records, i));
      node->title = tw_record_dup_title (g_ptr_array_index (records, i));
      g_ptr_array_add (tree->nodes, node);
      g_hash_table_insert (tree->by_id, &node->id, node);
    }
}

/* (transfer container) those that are a part of none that is there */
static GPtrArray *
link_nodes (Tree          *tree,
            const TwField *parent,
            GPtrArray     *records)
{
  GPtrArray *tops = g_ptr_array_new ();

  for (guint i = 0; i < records->len; i++)
    {
      const TwValue *link = tw_record_get (g_ptr_array_index (records, i), parent);
      Node *node = g_ptr_array_index (tree->nodes, i);
      Node *above = link->type == TW_TYPE_LINK ? g_hash_table_lookup (tree->by_id, &link->id) : NULL;

      if (above != NULL && above->children == NULL)
        above->children = g_ptr_array_new ();
      g_ptr_array_add (above != NULL ? above->children : tops, node);
    }
  return tops;
}

/* --- Values --- */

/* Stands before what lies below it. Returns how many records it has with those below. */
static gint64
add_value (Tree      *tree,
           Node      *node,
           guint      depth,
           GPtrArray *above)
{
  TwFacetValue *value = g_new0 (TwFacetValue, 1);

  value->value = tw_value_link (tw_field_get_target (tree->field)->number, &node->id);
  value->title = g_strdup (node->title);
  value->count = node->count;
  value->depth = depth;
  value->below = g_array_new (FALSE, FALSE, sizeof (TwId));
  for (guint i = 0; i < above->len; i++)
    g_array_append_val (((TwFacetValue *) g_ptr_array_index (above, i))->below, node->id);
  g_ptr_array_add (tree->values, value);
  g_ptr_array_add (above, value);
  for (guint i = 0; node->children != NULL && depth < MAX_DEPTH && i < node->children->len; i++)
    value->count += add_value (tree, g_ptr_array_index (node->children, i), depth + 1, above);
  g_ptr_array_set_size (above, above->len - 1);
  return value->count;
}

/* The records without a category, and those whose category is not there. */
static void
add_rest (Tree      *tree,
          TwStore   *store,
          GPtrArray *groups)
{
  for (guint i = 0; i < groups->len; i++)
    {
      TwGroup *group = g_ptr_array_index (groups, i);
      Node *node = group->key.type == TW_TYPE_LINK ? g_hash_table_lookup (tree->by_id, &group->key.id) : NULL;
      TwFacetValue *value = NULL;

      if (node != NULL)
        {
          node->count = group->count;
          continue;
        }
      value = g_new0 (TwFacetValue, 1);
      value->value = tw_value_copy (&group->key);
      value->title = tw_group_dup_title (store, tree->field, &group->key);
      value->count = group->count;
      g_ptr_array_add (tree->values, value);
    }
}

GPtrArray *
tw_facet_tree_count (TwStore       *store,
                     const TwField *field,
                     const TwField *parent,
                     GPtrArray     *groups,
                     GError       **error)
{
  const TwEntity *target = tw_field_get_target (field);
  g_autoptr(TwQuery) query = tw_query_new ((TwSchema *) target->schema, target, NULL, target->name_field != NULL ? target->name_field->key : NULL,
                                           error);
  g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (store, query, MAX_NODES, NULL, NULL, error) : NULL;
  g_autoptr(GPtrArray) nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free), tops = NULL, above = g_ptr_array_new ();
  g_autoptr(GPtrArray) rest = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_facet_value_free);
  g_autoptr(GHashTable) by_id = g_hash_table_new (tw_id_hash, tw_id_equal);
  Tree tree = { field, nodes, by_id, rest };
  GPtrArray *values = NULL;

  if (records == NULL)
    return NULL;
  add_nodes (&tree, records);
  tops = link_nodes (&tree, parent, records);
  add_rest (&tree, store, groups);
  values = tree.values = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_facet_value_free);
  for (guint i = 0; i < tops->len; i++)
    add_value (&tree, g_ptr_array_index (tops, i), 0, above);
  for (guint i = values->len; i > 0; i--)
    if (((TwFacetValue *) g_ptr_array_index (values, i - 1))->count == 0)
      g_ptr_array_remove_index (values, i - 1);
  if (values->len > MAX_VALUES)
    g_ptr_array_set_size (values, MAX_VALUES);
  g_ptr_array_extend_and_steal (values, g_steal_pointer (&rest));
  return values;
}
