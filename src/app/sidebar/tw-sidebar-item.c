/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sidebar-item.h"

#include <glib/gi18n-lib.h>

struct _TwSidebarItem
{
  GObject  parent_instance;

  char    *title;                                      /* (owned) */
  char    *icon;                                       /* (owned) */
  char    *group;                                      /* (owned) */
  char    *target;                                     /* (owned) */
  char    *entity;                                     /* (owned) (nullable) */
  TwSidebarMarks marks;
  gboolean page;
};

G_DEFINE_FINAL_TYPE (TwSidebarItem, tw_sidebar_item, G_TYPE_OBJECT)

static const struct
{
  const char *key, *label;
} groups[] = {
  { "pages", NULL },
  { "starred", N_("Starred") },
  { "sell", N_("Sell") },
  { "people", N_("People") },
  { "plan", N_("Plan") },
  { "serve", N_("Serve") },
  { "know", N_("Know") },
  { "saved", N_("Saved views") },
  { "searches", N_("Saved searches") },
  { "reports", N_("Reports") },
  { "admin", N_("Administration") },
};

static void
tw_sidebar_item_finalize (GObject *object)
{
  TwSidebarItem *self = TW_SIDEBAR_ITEM (object);

  g_free (self->title);
  g_free (self->icon);
  g_free (self->group);
  g_free (self->target);
  g_free (self->entity);
  G_OBJECT_CLASS (tw_sidebar_item_parent_class)->finalize (object);
}

static void
tw_sidebar_item_class_init (TwSidebarItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_sidebar_item_finalize;
}

static void
tw_sidebar_item_init (TwSidebarItem *self)
{
}

/**
 * tw_sidebar_item_new_entity:
 * @entity: an entity with a group
 *
 * Returns: (transfer full): the line that opens all its records
 */
TwSidebarItem *
tw_sidebar_item_new_entity (const TwEntity *entity)
{
  TwSidebarItem *self = g_object_new (TW_TYPE_SIDEBAR_ITEM, NULL);

  self->title = g_strdup (tw_entity_get_label (entity, TRUE));
  self->icon = g_strdup (entity->icon != NULL ? entity->icon : "view-list-symbolic");
  self->group = g_strdup (entity->group);
  self->target = g_strdup (entity->key);
  self->entity = g_strdup (entity->key);
  return self;
}

/**
 * tw_sidebar_item_new_page:
 * @target: what follows "win.show-" in the name of the action that opens it
 * @group: key of the group that it stands in, "pages" above all others
 * @title: its words
 * @icon: name of an icon
 *
 * Returns: (transfer full): the line that opens a page of the window
 */
TwSidebarItem *
tw_sidebar_item_new_page (const char *target,
                          const char *group,
                          const char *title,
                          const char *icon)
{
  TwSidebarItem *self = g_object_new (TW_TYPE_SIDEBAR_ITEM, NULL);

  self->title = g_strdup (title);
  self->icon = g_strdup (icon);
  self->group = g_strdup (group);
  self->target = g_strdup (target);
  self->page = TRUE;
  return self;
}

/**
 * tw_sidebar_item_is_page:
 * @self: a line
 *
 * Returns: whether it opens a page of the window by the action "win.show-" and its target
 */
gboolean
tw_sidebar_item_is_page (TwSidebarItem *self)
{
  g_return_val_if_fail (TW_IS_SIDEBAR_ITEM (self), FALSE);
  return self->page;
}

/**
 * tw_sidebar_item_new_saved:
 * @id: id of the saved_view record
 * @entity: (nullable): key of the entity that it shows
 * @title: its name
 * @icon: (nullable): name of an icon
 * @marks: who sees it, whose it is
 *
 * Returns: (transfer full): the line that opens a saved view
 */
TwSidebarItem *
tw_sidebar_item_new_saved (const TwId *id,
                           const char *entity,
                           const char *title,
                           const char *icon,
                           TwSidebarMarks marks)
{
  TwSidebarItem *self = g_object_new (TW_TYPE_SIDEBAR_ITEM, NULL);

  self->title = g_strdup (title);
  self->icon = g_strdup (icon != NULL && *icon != '\0' ? icon : "starred-symbolic");
  self->group = g_strdup ("saved");
  self->target = tw_id_dup_text (id);
  self->entity = g_strdup (entity);
  self->marks = marks;
  return self;
}

/**
 * tw_sidebar_item_new_search:
 * @id: id of the saved_search record
 * @title: its name
 * @marks: who sees it, whose it is
 *
 * Returns: (transfer full): the line that runs a saved search
 */
TwSidebarItem *
tw_sidebar_item_new_search (const TwId *id,
                            const char *title,
                            TwSidebarMarks marks)
{
  TwSidebarItem *self = tw_sidebar_item_new_saved (id, NULL, title, "folder-saved-search-symbolic", marks);

  g_free (self->group);
  self->group = g_strdup ("searches");
  return self;
}

/**
 * tw_sidebar_item_new_report:
 * @id: id of the report record
 * @title: its name
 * @marks: who sees it, whose it is
 *
 * Returns: (transfer full): the line that opens a report
 */
TwSidebarItem *
tw_sidebar_item_new_report (const TwId *id,
                            const char *title,
                            TwSidebarMarks marks)
{
  TwSidebarItem *self = tw_sidebar_item_new_saved (id, NULL, title, "x-office-spreadsheet-symbolic", marks);

  g_free (self->group);
  self->group = g_strdup ("reports");
  return self;
}

/**
 * tw_sidebar_item_new_starred:
 * @record: a record
 *
 * Returns: (transfer full): the line that opens it
 */
TwSidebarItem *
tw_sidebar_item_new_starred (TwRecord *record)
{
  TwSidebarItem *self = g_object_new (TW_TYPE_SIDEBAR_ITEM, NULL);
  const TwEntity *entity = tw_record_get_entity (record);
  g_autofree char *title = tw_record_dup_title (record);

  self->title = *title != '\0' ? g_steal_pointer (&title) : g_strdup (tw_entity_get_label (entity, FALSE));
  self->icon = g_strdup (entity->icon != NULL ? entity->icon : "starred-symbolic");
  self->group = g_strdup ("starred");
  self->target = tw_id_dup_text (tw_record_get_id (record));
  self->entity = g_strdup (entity->key);
  return self;
}

/**
 * tw_sidebar_item_get_action:
 * @self: a line that is no page
 *
 * Returns: (transfer none): the window's action that opens its target
 */
const char *
tw_sidebar_item_get_action (TwSidebarItem *self)
{
  g_return_val_if_fail (TW_IS_SIDEBAR_ITEM (self), NULL);
  if (g_str_equal (self->group, "saved"))
    return "win.open-saved";
  if (g_str_equal (self->group, "reports"))
    return "win.open-report";
  return g_str_equal (self->group, "searches") ? "win.run-search" : "win.open-view";
}

/**
 * tw_sidebar_item_get_title:
 * @self: a line
 *
 * Returns: (transfer none): its words
 */
const char *
tw_sidebar_item_get_title (TwSidebarItem *self)
{
  g_return_val_if_fail (TW_IS_SIDEBAR_ITEM (self), NULL);
  return self->title;
}

/**
 * tw_sidebar_item_get_icon:
 * @self: a line
 *
 * Returns: (transfer none): name of its icon
 */
const char *
tw_sidebar_item_get_icon (TwSidebarItem *self)
{
  g_return_val_if_fail (TW_IS_SIDEBAR_ITEM (self), NULL);
  return self->icon;
}

/**
 * tw_sidebar_item_get_group:
 * @self: a line
 *
 * Returns: (transfer none): key of its group
 */
const char *
tw_sidebar_item_get_group (TwSidebarItem *self)
{
  g_return_val_if_fail (TW_IS_SIDEBAR_ITEM (self), NULL);
  return self->group;
}

/**
 * tw_sidebar_item_get_target:
 * @self: a line
 *
 * Returns: (transfer none): key of the entity, or id of the saved view when the group is "saved"
 */
const char *
tw_sidebar_item_get_target (TwSidebarItem *self)
{
  g_return_val_if_fail (TW_IS_SIDEBAR_ITEM (self), NULL);
  return self->target;
}

/**
 * tw_sidebar_item_get_entity:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): key of the entity whose records it shows
 */
const char *
tw_sidebar_item_get_entity (TwSidebarItem *self)
{
  g_return_val_if_fail (TW_IS_SIDEBAR_ITEM (self), NULL);
  return self->entity;
}

/**
 * tw_sidebar_item_get_marks:
 * @self: a line
 *
 * Returns: who sees what was saved, and whose it is; none for other lines
 */
TwSidebarMarks
tw_sidebar_item_get_marks (TwSidebarItem *self)
{
  g_return_val_if_fail (TW_IS_SIDEBAR_ITEM (self), 0);
  return self->marks;
}

/**
 * tw_sidebar_item_get_saved_entity:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): key of the entity that a saved view, a saved search or a report is a record of
 */
const char *
tw_sidebar_item_get_saved_entity (TwSidebarItem *self)
{
  static const struct { const char *group, *entity; } kinds[] = {
    { "saved", "saved_view" }, { "searches", "saved_search" }, { "reports", "report" },
  };

  g_return_val_if_fail (TW_IS_SIDEBAR_ITEM (self), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].group, self->group))
      return kinds[i].entity;
  return NULL;
}

/**
 * tw_sidebar_group_get_order:
 * @group: key of a group
 *
 * Returns: where the group stands; one that a site made comes after the known ones
 */
int
tw_sidebar_group_get_order (const char *group)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_equal (groups[i].key, group))
      return i;
  return G_N_ELEMENTS (groups);
}

/**
 * tw_sidebar_group_get_label:
 * @group: key of a group
 *
 * Returns: (transfer none): (nullable): its heading in the user's language; the key itself for one that a site made; %NULL: none
 */
const char *
tw_sidebar_group_get_label (const char *group)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_equal (groups[i].key, group))
      return groups[i].label != NULL ? _(groups[i].label) : NULL;
  return group;
}

static int
compare_entities (gconstpointer a,
                  gconstpointer b)
{
  const TwEntity *x = *(const TwEntity *const *) a, *y = *(const TwEntity *const *) b;
  int order = tw_sidebar_group_get_order (x->group) - tw_sidebar_group_get_order (y->group);

  if (order == 0)
    order = g_strcmp0 (x->group, y->group);
  if (order == 0)
    order = x->order - y->order;
  return order != 0 ? order : (int) x->number - (int) y->number;
}

/**
 * tw_sidebar_list_entities:
 * @schema: a schema
 *
 * Returns: (transfer container) (element-type TwEntity): kinds of records that have a place in the sidebar, in its order
 */
GPtrArray *
tw_sidebar_list_entities (TwSchema *schema)
{
  GPtrArray *entities = g_ptr_array_new ();

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      if (entity->group != NULL && !entity->retired)
        g_ptr_array_add (entities, (gpointer) entity);
    }
  g_ptr_array_sort (entities, compare_entities);
  return entities;
}
