/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-view-summary.h"

#include "tw-columns.h"
#include "tw-field-text.h"

#define FIRST_DELAY   100
#define REFRESH_DELAY 150                              /* ms: a burst of commits is counted once */

struct _TwViewSummary
{
  GObject       parent_instance;

  TwViewState  *state;                                 /* (owned) */
  char         *text;                                  /* (owned) "" until it is known */
  GCancellable *cancellable;                           /* (owned) (nullable) of the count that runs */
  guint         refresh_id;
};

G_DEFINE_FINAL_TYPE (TwViewSummary, tw_view_summary, G_TYPE_OBJECT)

enum { PROP_0, PROP_TEXT, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void
take_text (TwViewSummary *self,
           char          *text)
{
  if (g_str_equal (self->text, text))
    {
      g_free (text);
      return;
    }
  g_free (self->text);
  self->text = text;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static char *
dup_total (TwViewSummary *self,
           TwGroup       *group)
{
  TwWorkspace *workspace = tw_view_state_get_workspace (self->state);
  const TwField *field = tw_view_state_get_entity (self->state)->value_field;
  TwMoney total;

  if (field == NULL || group->sums == NULL || group->sums->len == 0)
    return NULL;
  if (field->type != TW_TYPE_MONEY)
    return tw_field_dup_text (field, &g_array_index (group->sums, TwValue, 0), NULL);
  if (!tw_group_total (tw_workspace_get_store (workspace), group->sums, tw_workspace_get_currency (workspace), &total))
    return NULL;
  return tw_money_dup_whole (&total);
}

static void
summed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(TwViewSummary) self = TW_VIEW_SUMMARY (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) groups = tw_store_group_finish (TW_STORE (source), result, &error);
  g_autofree char *total = NULL;
  TwGroup *group = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (groups == NULL)
    {
      take_text (self, g_strdup (""));
      return;
    }
  group = groups->len > 0 ? g_ptr_array_index (groups, 0) : NULL;
  if (group != NULL)
    total = dup_total (self, group);
  if (total != NULL)
    take_text (self, g_strdup_printf ("%'" G_GINT64_FORMAT " · %s", group->count, total));
  else
    take_text (self, g_strdup_printf ("%'" G_GINT64_FORMAT, group != NULL ? group->count : 0));
}

static void
refresh (TwViewSummary *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  /* A value that is worked out from other records is not added up for a heading. */
  const TwField *field = entity->value_field != NULL && entity->value_field->formula == NULL ? entity->value_field : NULL;

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  tw_store_group_async (tw_workspace_get_store (tw_view_state_get_workspace (self->state)),
                        tw_view_state_get_query (self->state), NULL, field, NULL, self->cancellable, summed_cb,
                        g_object_ref (self));
}

static gboolean
refresh_cb (gpointer data)
{
  TwViewSummary *self = TW_VIEW_SUMMARY (data);

  self->refresh_id = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (TwViewSummary *self,
              TwCommit      *commit)
{
  if (self->refresh_id == 0 && tw_commit_touches (commit, tw_view_state_get_entity (self->state)))
    self->refresh_id = g_timeout_add (REFRESH_DELAY, refresh_cb, self);
}

static void
tw_view_summary_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, TW_VIEW_SUMMARY (object)->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_view_summary_dispose (GObject *object)
{
  TwViewSummary *self = TW_VIEW_SUMMARY (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_view_summary_parent_class)->dispose (object);
}

static void
tw_view_summary_finalize (GObject *object)
{
  g_free (TW_VIEW_SUMMARY (object)->text);
  G_OBJECT_CLASS (tw_view_summary_parent_class)->finalize (object);
}

static void
tw_view_summary_class_init (TwViewSummaryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tw_view_summary_get_property;
  object_class->dispose = tw_view_summary_dispose;
  object_class->finalize = tw_view_summary_finalize;
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tw_view_summary_init (TwViewSummary *self)
{
  self->text = g_strdup ("");
}

/**
 * tw_view_summary_new:
 * @state: the view
 *
 * Returns: (transfer full): its count, and the sum of the entity's value field when it has one
 */
TwViewSummary *
tw_view_summary_new (TwViewState *state)
{
  TwViewSummary *self = g_object_new (TW_TYPE_VIEW_SUMMARY, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "notify::query", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tw_workspace_get_store (tw_view_state_get_workspace (state)), "committed",
                           G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  /* After the first rows: at a start they share the processor with all that is drawn. */
  self->refresh_id = g_timeout_add (FIRST_DELAY, refresh_cb, self);
  return self;
}

/**
 * tw_view_summary_get_text:
 * @self: a summary
 *
 * Returns: (transfer none): what is known, "" until it is
 */
const char *
tw_view_summary_get_text (TwViewSummary *self)
{
  g_return_val_if_fail (TW_IS_VIEW_SUMMARY (self), NULL);
  return self->text;
}
