/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-trash-row.h"

#include <glib/gi18n-lib.h>

#include "tw-text.h"

struct _TwTrashRow
{
  GObject         parent_instance;

  const TwEntity *entity;                              /* (lent) of the workspace's schema */
  TwSchema       *schema;                              /* (owned) that keeps it */
  TwId            id;
  char           *title, *detail, *folded;             /* (owned) */
};

G_DEFINE_FINAL_TYPE (TwTrashRow, tw_trash_row, G_TYPE_OBJECT)

enum { PROP_0, PROP_ICON_NAME, PROP_TITLE, PROP_DETAIL, PROP_FOLDED, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void
tw_trash_row_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  TwTrashRow *self = TW_TRASH_ROW (object);

  switch (prop_id)
    {
    case PROP_ICON_NAME:
      g_value_set_string (value, self->entity->icon);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_FOLDED:
      g_value_set_string (value, self->folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_trash_row_finalize (GObject *object)
{
  TwTrashRow *self = TW_TRASH_ROW (object);

  g_clear_pointer (&self->schema, tw_schema_unref);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->folded);
  G_OBJECT_CLASS (tw_trash_row_parent_class)->finalize (object);
}

static void
tw_trash_row_class_init (TwTrashRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = tw_trash_row_finalize;
  object_class->get_property = tw_trash_row_get_property;
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  properties[PROP_FOLDED] = g_param_spec_string ("folded", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tw_trash_row_init (TwTrashRow *self)
{
}

/**
 * tw_trash_row_new:
 * @entity: of the record
 * @item: what the store says of it
 * @zone: of the workspace
 *
 * Returns: (transfer full): a line
 */
TwTrashRow *
tw_trash_row_new (const TwEntity    *entity,
                  const TwTrashItem *item,
                  GTimeZone         *zone)
{
  TwTrashRow *self = g_object_new (TW_TYPE_TRASH_ROW, NULL);
  g_autofree char *when = tw_instant_format (item->deleted, zone), *words = NULL;

  self->entity = entity;
  self->schema = tw_schema_ref ((TwSchema *) entity->schema);
  self->id = item->id;
  self->title = *item->title != '\0' ? g_strdup (item->title) : g_strdup (tw_entity_get_label (entity, FALSE));
  /* Translators: a kind of record, and when it was deleted */
  self->detail = g_strdup_printf (_("%s · deleted %s"), tw_entity_get_label (entity, FALSE), when);
  words = g_strdup_printf ("%s %s", self->title, tw_entity_get_label (entity, FALSE));
  self->folded = tw_text_fold (words);
  return self;
}

/**
 * tw_trash_row_get_entity:
 * @self: a line
 *
 * Returns: what kind of record it is
 */
const TwEntity *
tw_trash_row_get_entity (TwTrashRow *self)
{
  return self->entity;
}

/**
 * tw_trash_row_get_id:
 * @self: a line
 *
 * Returns: the record
 */
const TwId *
tw_trash_row_get_id (TwTrashRow *self)
{
  return &self->id;
}

/**
 * tw_trash_row_get_title:
 * @self: a line
 *
 * Returns: the record's name; that of its kind when it has none
 */
const char *
tw_trash_row_get_title (TwTrashRow *self)
{
  return self->title;
}
