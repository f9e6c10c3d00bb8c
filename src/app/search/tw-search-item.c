/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-search-item.h"

#include <glib/gi18n-lib.h>

#include "tw-field-text.h"
struct _TwSearchItem
{
  GObject parent_instance;

  guint   entity;
  TwId    id;
  char   *title;                                       /* (owned) */
  char   *detail;                                      /* (owned) (nullable) */
  char   *icon;                                        /* (owned) */
  char   *kind;                                        /* (owned) label of the entity */
};

G_DEFINE_FINAL_TYPE (TwSearchItem, tw_search_item, G_TYPE_OBJECT)

enum { PROP_0, PROP_TITLE, PROP_DETAIL, PROP_ICON, PROP_KIND, PROP_HAS_DETAIL, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void
tw_search_item_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  TwSearchItem *self = TW_SEARCH_ITEM (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_ICON:
      g_value_set_string (value, self->icon);
      break;
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_HAS_DETAIL:
      g_value_set_boolean (value, self->detail != NULL && *self->detail != '\0');
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_search_item_finalize (GObject *object)
{
  TwSearchItem *self = TW_SEARCH_ITEM (object);

  g_free (self->title);
  g_free (self->detail);
  g_free (self->icon);
  g_free (self->kind);
  G_OBJECT_CLASS (tw_search_item_parent_class)->finalize (object);
}

static void
tw_search_item_class_init (TwSearchItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tw_search_item_get_property;
  object_class->finalize = tw_search_item_finalize;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  properties[PROP_ICON] = g_param_spec_string ("icon", NULL, NULL, NULL, flags);
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  properties[PROP_HAS_DETAIL] = g_param_spec_boolean ("has-detail", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tw_search_item_init (TwSearchItem *self)
{
}

/**
 * tw_search_item_new:
 * @entity: entity of the record
 * @id: id of the record
 * @title: its name
 * @detail: (nullable): a second line
 *
 * Returns: (transfer full): a row of a list of found records
 */
TwSearchItem *
tw_search_item_new (const TwEntity *entity,
                    const TwId     *id,
                    const char     *title,
                    const char     *detail)
{
  TwSearchItem *self = g_object_new (TW_TYPE_SEARCH_ITEM, NULL);

  self->entity = entity->number;
  self->id = *id;
  self->title = g_strdup (title != NULL && *title != '\0' ? title : _("Without a name"));
  if (detail != NULL)
    {
      /* Its parts come from data, and each may run its own way. */
      g_auto(GStrv) parts = g_strsplit (detail, " · ", -1);
      g_autoptr(GPtrArray) texts = g_ptr_array_new ();

      for (guint i = 0; parts[i] != NULL; i++)
        g_ptr_array_add (texts, parts[i]);
      self->detail = tw_line_join (texts);
    }
  self->icon = g_strdup (entity->icon != NULL ? entity->icon : "view-list-symbolic");
  self->kind = g_strdup (tw_entity_get_label (entity, FALSE));
  return self;
}

/**
 * tw_search_item_get_entity:
 * @self: an item
 *
 * Returns: number of the record's entity
 */
guint
tw_search_item_get_entity (TwSearchItem *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_ITEM (self), 0);
  return self->entity;
}

/**
 * tw_search_item_get_id:
 * @self: an item
 *
 * Returns: (transfer none): the record's id
 */
const TwId *
tw_search_item_get_id (TwSearchItem *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_ITEM (self), NULL);
  return &self->id;
}

/**
 * tw_search_item_get_title:
 * @self: an item
 *
 * Returns: (transfer none): the record's name
 */
const char *
tw_search_item_get_title (TwSearchItem *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_ITEM (self), NULL);
  return self->title;
}
