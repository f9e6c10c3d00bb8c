/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-feed-bar.h"

#include <glib/gi18n-lib.h>

#include "tw-days-ago.h"
#include "tw-wrap-layout.h"

#define MAX_PEOPLE 500

struct _TwFeedBar
{
  AdwBin       parent_instance;

  TwWorkspace *workspace;                              /* (owned) (nullable) */
  GPtrArray   *entities;                               /* TwEntity, as in the drop-down after the first line */
  GArray      *people;                                 /* (owned) TwId, the same */
  gboolean     filling;

  GtkDropDown *kind, *entity, *person, *period;
};

G_DEFINE_FINAL_TYPE (TwFeedBar, tw_feed_bar, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const struct
{
  guint       kind;
  const char *label;
} kinds[] = {
  { 0, N_("All that happened") },
  { TW_FEED_ADDED, N_("What is new") },
  { TW_FEED_CHANGED, N_("Changes") },
  { TW_FEED_MOVED, N_("Moves to another stage") },
  { TW_FEED_WRITTEN, N_("Comments") },
  { TW_FEED_REMOVED, N_("Deleted and restored") },
};

static void
changed_cb (TwFeedBar *self)
{
  if (!self->filling && self->workspace != NULL)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
tw_feed_bar_dispose (GObject *object)
{
  TwFeedBar *self = TW_FEED_BAR (object);

  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_FEED_BAR);
  g_clear_pointer (&self->entities, g_ptr_array_unref);
  g_clear_pointer (&self->people, g_array_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_feed_bar_parent_class)->dispose (object);
}

static void
tw_feed_bar_class_init (TwFeedBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_feed_bar_dispose;
  signals[CHANGED] = g_signal_new ("changed", TW_TYPE_FEED_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TW_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("feed/tw-feed-bar.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFeedBar, kind);
  gtk_widget_class_bind_template_child (widget_class, TwFeedBar, entity);
  gtk_widget_class_bind_template_child (widget_class, TwFeedBar, person);
  gtk_widget_class_bind_template_child (widget_class, TwFeedBar, period);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
tw_feed_bar_init (TwFeedBar *self)
{
  self->people = g_array_new (FALSE, FALSE, sizeof (TwId));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (gtk_widget_get_parent (GTK_WIDGET (self->kind)), tw_wrap_layout_new (6));
}

static void
fill_people (TwFeedBar *self)
{
  TwSchema *schema = tw_workspace_get_schema (self->workspace);
  const TwEntity *user = tw_schema_get_entity (schema, "user");
  g_autoptr(TwQuery) query = user != NULL ? tw_query_new (schema, user, "active", "name", NULL) : NULL;
  g_autoptr(GPtrArray) people = query != NULL ? tw_store_list (tw_workspace_get_store (self->workspace), query, MAX_PEOPLE, NULL, NULL,
                                                               NULL) : NULL;
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);

  gtk_string_list_append (labels, C_("feed", "Everybody"));
  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      g_autofree char *name = tw_record_dup_title (g_ptr_array_index (people, i));

      gtk_string_list_append (labels, name);
      g_array_append_vals (self->people, tw_record_get_id (g_ptr_array_index (people, i)), 1);
    }
  gtk_drop_down_set_model (self->person, G_LIST_MODEL (labels));
}

static void
fill_entities (TwFeedBar *self)
{
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);

  self->entities = tw_feed_list_entities (tw_workspace_get_schema (self->workspace));
  gtk_string_list_append (labels, _("All kinds of record"));
  for (guint i = 0; i < self->entities->len; i++)
    gtk_string_list_append (labels, tw_entity_get_label (g_ptr_array_index (self->entities, i), TRUE));
  gtk_drop_down_set_model (self->entity, G_LIST_MODEL (labels));
}

/**
 * tw_feed_bar_set_workspace:
 * @self: a bar
 * @workspace: the workspace, given once
 *
 * Fills in what can be chosen.
 */
void
tw_feed_bar_set_workspace (TwFeedBar   *self,
                           TwWorkspace *workspace)
{
  g_autoptr(GtkStringList) kind_labels = gtk_string_list_new (NULL), period_labels = gtk_string_list_new (NULL);
  guint n_days = 0;
  const TwDaysAgo *days = tw_days_ago_list (&n_days);

  g_return_if_fail (TW_IS_FEED_BAR (self) && self->workspace == NULL);
  self->workspace = g_object_ref (workspace);
  self->filling = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_string_list_append (kind_labels, _(kinds[i].label));
  for (guint i = 0; i < n_days; i++)
    gtk_string_list_append (period_labels, _(days[i].label));
  gtk_drop_down_set_model (self->kind, G_LIST_MODEL (kind_labels));
  gtk_drop_down_set_model (self->period, G_LIST_MODEL (period_labels));
  fill_entities (self);
  fill_people (self);
  self->filling = FALSE;
}

/**
 * tw_feed_bar_get_options:
 * @self: a bar
 * @options: its choices are filled in; what the bar does not choose is left as it is
 *
 * The entity's key is of the schema.
 */
void
tw_feed_bar_get_options (TwFeedBar     *self,
                         TwFeedOptions *options)
{
  guint kind = 0, entity = 0, person = 0, period = 0, n_days = 0;
  const TwDaysAgo *days = NULL;

  g_return_if_fail (TW_IS_FEED_BAR (self) && self->workspace != NULL);
  kind = gtk_drop_down_get_selected (self->kind);
  entity = gtk_drop_down_get_selected (self->entity);
  person = gtk_drop_down_get_selected (self->person);
  period = gtk_drop_down_get_selected (self->period);
  options->kinds = kind < G_N_ELEMENTS (kinds) ? kinds[kind].kind : 0;
  options->entity = entity > 0 && entity <= self->entities->len
                    ? ((const TwEntity *) g_ptr_array_index (self->entities, entity - 1))->key : NULL;
  options->person = person > 0 && person <= self->people->len ? g_array_index (self->people, TwId, person - 1) : tw_id_nil;
  days = tw_days_ago_list (&n_days);
  if (period < n_days)
    tw_days_ago_get_span (&days[period], tw_workspace_get_zone (self->workspace), &options->since, &options->until);
}

/**
 * tw_feed_bar_is_set:
 * @self: a bar
 *
 * Returns: whether it leaves anything out
 */
gboolean
tw_feed_bar_is_set (TwFeedBar *self)
{
  g_return_val_if_fail (TW_IS_FEED_BAR (self), FALSE);
  return gtk_drop_down_get_selected (self->kind) + gtk_drop_down_get_selected (self->entity)
         + gtk_drop_down_get_selected (self->person) + gtk_drop_down_get_selected (self->period) > 0;
}

/**
 * tw_feed_bar_clear:
 * @self: a bar
 *
 * Leaves nothing out any more.
 */
void
tw_feed_bar_clear (TwFeedBar *self)
{
  g_return_if_fail (TW_IS_FEED_BAR (self));
  gtk_drop_down_set_selected (self->period, 0);
  tw_feed_bar_choose (self, 0, NULL, NULL);
}

/**
 * tw_feed_bar_choose:
 * @self: a bar
 * @kind: a kind of change, or 0
 * @entity: (nullable): key of an entity
 * @person: (nullable): a person
 *
 * Chooses what is shown.
 */
void
tw_feed_bar_choose (TwFeedBar  *self,
                    guint       kind,
                    const char *entity,
                    const TwId *person)
{
  guint kind_at = 0, entity_at = 0, person_at = 0;

  g_return_if_fail (TW_IS_FEED_BAR (self) && self->workspace != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      kind_at = i;
  for (guint i = 0; entity != NULL && i < self->entities->len; i++)
    if (g_str_equal (((const TwEntity *) g_ptr_array_index (self->entities, i))->key, entity))
      entity_at = i + 1;
  for (guint i = 0; person != NULL && i < self->people->len; i++)
    if (tw_id_equal (&g_array_index (self->people, TwId, i), person))
      person_at = i + 1;
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->kind, kind_at);
  gtk_drop_down_set_selected (self->entity, entity_at);
  gtk_drop_down_set_selected (self->person, person_at);
  self->filling = FALSE;
  changed_cb (self);
}
