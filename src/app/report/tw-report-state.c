/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-state.h"

#include <glib/gi18n-lib.h>

#include "tw-report-draft.h"

#define MAX_STEPS    100                               /* that can be undone */
#define TYPING_PAUSE (2 * G_USEC_PER_SEC)
#define DRAFT_PAUSE  500                                /* milliseconds after the last step */

struct _TwReportState
{
  GObject        parent_instance;

  TwWorkspace   *workspace;                            /* (owned) */
  TwReport      *report;                               /* (owned) */
  TwReportEntry *entry;                                /* (owned) id nil: not saved yet */
  TwViewState   *filters;                              /* (owned) (nullable) */
  char          *range;                                /* (owned) (nullable) */
  char          *saved;                                /* (owned) (nullable) printed as it was saved */
  char          *saved_range;                          /* (owned) (nullable) */
  GPtrArray     *undo, *redo;                          /* (owned) char *: printed */
  gboolean       filling;
  char          *draft;                                /* (owned) key of what is not saved */
  guint          draft_id;
  gint64         typed_at;                             /* monotonic; of the last step, when that was a letter */
};

enum { PROP_TITLE = 1, N_PROPS };
enum { CHANGED, FILTERS_REPLACED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwReportState, tw_report_state, G_TYPE_OBJECT)

/* --- What is not saved --- */

static void
keep_draft (TwReportState *self)
{
  g_autofree char *definition = NULL;
  TwReportDraft draft = { self->draft, self->entry->name, NULL, self->range };

  g_clear_handle_id (&self->draft_id, g_source_remove);
  if (!tw_report_state_get_changed (self))
    {
      tw_report_draft_forget (self->workspace, self->draft);
      return;
    }
  draft.definition = definition = tw_report_print (self->report);
  tw_report_draft_keep (self->workspace, &draft);
}

static gboolean
keep_draft_cb (gpointer data)
{
  TwReportState *self = data;

  self->draft_id = 0;
  keep_draft (self);
  return G_SOURCE_REMOVE;
}

static void
keep_draft_soon (TwReportState *self)
{
  g_clear_handle_id (&self->draft_id, g_source_remove);
  self->draft_id = g_timeout_add (DRAFT_PAUSE, keep_draft_cb, self);
}

static void
conditions_changed_cb (TwReportState *self)
{
  TwReport *report = NULL;
  g_autofree char *where = NULL;

  if (self->filling)
    return;
  where = tw_view_state_dup_where (self->filters);
  report = tw_report_copy (self->report);
  g_free (report->where);
  report->where = where != NULL && *where != '\0' ? g_steal_pointer (&where) : NULL;
  tw_report_state_take (self, report);
}

/* The filters follow the definition: chips for what can be shown so. */
static void
update_filters (TwReportState *self)
{
  const TwEntity *entity = tw_report_state_get_entity (self);
  gboolean replaced = self->filters == NULL || tw_view_state_get_entity (self->filters) != entity;
  g_autofree char *shown = NULL;

  self->filling = TRUE;
  if (replaced)
    {
      g_clear_object (&self->filters);
      self->filters = entity != NULL ? tw_view_state_new (self->workspace, entity) : NULL;
      if (self->filters != NULL)
        g_signal_connect_object (self->filters, "conditions-changed", G_CALLBACK (conditions_changed_cb), self, G_CONNECT_SWAPPED);
    }
  shown = self->filters != NULL ? tw_view_state_dup_where (self->filters) : NULL;
  if (self->filters != NULL && g_strcmp0 (shown != NULL ? shown : "", self->report->where != NULL ? self->report->where : "") != 0
      && (self->report->where == NULL || !tw_view_state_set_where (self->filters, self->report->where, NULL)))
    tw_view_state_set_conditions (self->filters, NULL, NULL);
  self->filling = FALSE;
  if (replaced)
    g_signal_emit (self, signals[FILTERS_REPLACED], 0);
}

static void
replace (TwReportState *self,
         TwReport      *report)
{
  tw_report_free (self->report);
  self->report = report;
  update_filters (self);
  /* While somebody types, not for each letter. */
  if (self->typed_at != 0)
    keep_draft_soon (self);
  else
    keep_draft (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
step (TwReportState *self,
      GPtrArray     *from,
      GPtrArray     *to)
{
  g_autofree char *json = NULL;
  TwReport *report = NULL;

  if (from->len == 0)
    return;
  json = g_ptr_array_steal_index (from, from->len - 1);
  report = tw_report_parse (json, NULL);
  if (report == NULL)
    return;
  g_ptr_array_add (to, tw_report_print (self->report));
  self->typed_at = 0;
  replace (self, report);
}

static void
mark_saved (TwReportState *self)
{
  g_free (self->saved);
  self->saved = tw_report_print (self->report);
  g_free (self->saved_range);
  self->saved_range = g_strdup (self->range);
}

static void
tw_report_state_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  g_value_set_string (value, TW_REPORT_STATE (object)->entry->name);
}

static void
tw_report_state_finalize (GObject *object)
{
  TwReportState *self = TW_REPORT_STATE (object);

  if (self->draft_id != 0)
    keep_draft (self);
  g_free (self->draft);
  g_clear_object (&self->filters);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->report, tw_report_free);
  g_clear_pointer (&self->entry, tw_report_entry_free);
  g_free (self->range);
  g_free (self->saved);
  g_free (self->saved_range);
  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->redo);
  G_OBJECT_CLASS (tw_report_state_parent_class)->finalize (object);
}

static void
tw_report_state_class_init (TwReportStateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tw_report_state_get_property;
  object_class->finalize = tw_report_state_finalize;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TwReportState::changed:
   *
   * Something else is asked.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * TwReportState::filters-replaced:
   *
   * The report is about another kind of record.
   */
  signals[FILTERS_REPLACED] = g_signal_new ("filters-replaced", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_report_state_init (TwReportState *self)
{
  self->undo = g_ptr_array_new_with_free_func (g_free);
  self->redo = g_ptr_array_new_with_free_func (g_free);
}

/**
 * tw_report_state_new:
 * @workspace: the workspace
 * @report: (transfer full): what is asked
 * @title: its name
 *
 * Returns: (transfer full): a report that is not saved
 */
TwReportState *
tw_report_state_new (TwWorkspace *workspace,
                     TwReport    *report,
                     const char  *title)
{
  TwReportState *self = g_object_new (TW_TYPE_REPORT_STATE, NULL);

  self->workspace = g_object_ref (workspace);
  self->report = report;
  self->entry = g_new0 (TwReportEntry, 1);
  self->entry->name = g_strdup (title);
  self->entry->own = TRUE;
  self->draft = tw_report_draft_new_key (workspace);
  update_filters (self);
  return self;
}

/**
 * tw_report_state_new_of_draft:
 * @workspace: the workspace
 * @key: of a draft of a report that was never saved
 *
 * Returns: (transfer full) (nullable): the report as it was left; %NULL when there is no such draft
 */
TwReportState *
tw_report_state_new_of_draft (TwWorkspace *workspace,
                              const char  *key)
{
  g_autoptr(TwReportDraft) draft = tw_report_draft_find (workspace, key);
  TwReport *report = draft != NULL ? tw_report_parse (draft->definition, NULL) : NULL;
  TwReportState *self = report != NULL ? tw_report_state_new (workspace, report, draft->title) : NULL;

  if (self == NULL)
    return NULL;
  g_free (self->draft);
  self->draft = g_strdup (key);
  self->range = g_strdup (draft->range);
  return self;
}

/* What was not saved the last time is the first step that can be undone. */
static void
take_draft (TwReportState *self)
{
  g_autoptr(TwReportDraft) draft = tw_report_draft_find (self->workspace, self->draft);
  TwReport *report = draft != NULL ? tw_report_parse (draft->definition, NULL) : NULL;

  if (report == NULL)
    return;
  g_free (self->range);
  self->range = g_strdup (draft->range);
  tw_report_state_take (self, report);
}

/**
 * tw_report_state_load:
 * @workspace: the workspace
 * @id: id of a report
 * @error: it is gone, or its definition cannot be read
 *
 * Returns: (transfer full) (nullable): the report
 */
TwReportState *
tw_report_state_load (TwWorkspace *workspace,
                      const TwId  *id,
                      GError     **error)
{
  g_autoptr(TwReportEntry) entry = tw_report_entry_load (tw_workspace_get_store (workspace), id, error);
  TwReportState *self = NULL;
  TwReport *report = NULL;

  if (entry == NULL)
    return NULL;
  report = tw_report_parse (entry->definition != NULL ? entry->definition : "{}", error);
  if (report == NULL)
    return NULL;
  self = tw_report_state_new (workspace, report, entry->name);
  tw_report_entry_free (self->entry);
  self->entry = g_steal_pointer (&entry);
  self->range = g_strdup (self->entry->range);
  g_free (self->draft);
  self->draft = tw_id_dup_text (id);
  mark_saved (self);
  take_draft (self);
  return self;
}

/**
 * tw_report_state_get_workspace:
 * @self: a report
 *
 * Returns: (transfer none): the workspace
 */
TwWorkspace *
tw_report_state_get_workspace (TwReportState *self)
{
  g_return_val_if_fail (TW_IS_REPORT_STATE (self), NULL);
  return self->workspace;
}

/**
 * tw_report_state_get_schema:
 * @self: a report
 *
 * Returns: (transfer none): the schema that it is asked in
 */
TwSchema *
tw_report_state_get_schema (TwReportState *self)
{
  g_return_val_if_fail (TW_IS_REPORT_STATE (self), NULL);
  return tw_workspace_get_schema (self->workspace);
}

/**
 * tw_report_state_get_entity:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): what its records are
 */
const TwEntity *
tw_report_state_get_entity (TwReportState *self)
{
  g_return_val_if_fail (TW_IS_REPORT_STATE (self), NULL);
  return tw_schema_get_entity (tw_workspace_get_schema (self->workspace), self->report->entity);
}

/**
 * tw_report_state_get_report:
 * @self: a report
 *
 * Returns: (transfer none): its definition
 */
const TwReport *
tw_report_state_get_report (TwReportState *self)
{
  g_return_val_if_fail (TW_IS_REPORT_STATE (self), NULL);
  return self->report;
}

/**
 * tw_report_state_dup_report:
 * @self: a report
 *
 * Returns: (transfer full): its definition, to be changed and taken
 */
TwReport *
tw_report_state_dup_report (TwReportState *self)
{
  g_return_val_if_fail (TW_IS_REPORT_STATE (self), NULL);
  return tw_report_copy (self->report);
}

static void
take (TwReportState *self,
      TwReport      *report,
      gboolean       typed)
{
  g_autofree char *before = tw_report_print (self->report), *now = tw_report_print (report);
  gint64 time = g_get_monotonic_time ();
  gboolean same_word = typed && self->undo->len > 0 && time - self->typed_at < TYPING_PAUSE;

  if (g_str_equal (before, now))
    {
      tw_report_free (report);
      return;
    }
  self->typed_at = typed ? time : 0;
  if (!same_word && self->undo->len == MAX_STEPS)
    g_ptr_array_remove_index (self->undo, 0);
  if (!same_word)
    g_ptr_array_add (self->undo, g_steal_pointer (&before));
  g_ptr_array_set_size (self->redo, 0);
  replace (self, report);
}

/**
 * tw_report_state_take:
 * @self: a report
 * @report: (transfer full): what is to be asked
 *
 * Asks something else; nothing happens when it is the same.
 */
void
tw_report_state_take (TwReportState *self,
                      TwReport      *report)
{
  g_return_if_fail (TW_IS_REPORT_STATE (self) && report != NULL);
  take (self, report, FALSE);
}

/**
 * tw_report_state_take_typed:
 * @self: a report
 * @report: (transfer full): what is to be asked
 *
 * The same for each letter that is typed: those that follow soon are one step.
 */
void
tw_report_state_take_typed (TwReportState *self,
                            TwReport      *report)
{
  g_return_if_fail (TW_IS_REPORT_STATE (self) && report != NULL);
  take (self, report, TRUE);
}

/**
 * tw_report_state_get_range:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): the days that it is asked for
 */
const char *
tw_report_state_get_range (TwReportState *self)
{
  g_return_val_if_fail (TW_IS_REPORT_STATE (self), NULL);
  return self->range;
}

/**
 * tw_report_state_set_range:
 * @self: a report
 * @range: (nullable): days, as in tw_figure_range_parse()
 */
void
tw_report_state_set_range (TwReportState *self,
                           const char    *range)
{
  g_return_if_fail (TW_IS_REPORT_STATE (self));
  if (g_strcmp0 (self->range, range) == 0)
    return;
  g_free (self->range);
  self->range = g_strdup (range);
  keep_draft (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tw_report_state_fill_ask:
 * @self: a report
 * @ask: (out caller-allocates): who asks, and for what
 * @range: (out caller-allocates): where the days are put
 */
void
tw_report_state_fill_ask (TwReportState *self,
                          TwFigureAsk   *ask,
                          TwFigureRange *range)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  gboolean has = self->range != NULL && self->report->period != NULL && tw_figure_range_parse (store, self->range, TW_GRAIN_NONE, range);

  *ask = (TwFigureAsk) { .store = store, .range = has ? range : NULL };
}

/**
 * tw_report_state_get_filters:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): its conditions as those of a view
 */
TwViewState *
tw_report_state_get_filters (TwReportState *self)
{
  g_return_val_if_fail (TW_IS_REPORT_STATE (self), NULL);
  return self->filters;
}

/**
 * tw_report_state_get_entry:
 * @self: a report
 *
 * Returns: (transfer none): its record; without an id when it is not saved
 */
const TwReportEntry *
tw_report_state_get_entry (TwReportState *self)
{
  g_return_val_if_fail (TW_IS_REPORT_STATE (self), NULL);
  return self->entry;
}

/**
 * tw_report_state_get_changed:
 * @self: a report
 *
 * Returns: whether anything is not saved
 */
gboolean
tw_report_state_get_changed (TwReportState *self)
{
  g_autofree char *now = NULL;

  g_return_val_if_fail (TW_IS_REPORT_STATE (self), FALSE);
  now = tw_report_print (self->report);
  return g_strcmp0 (now, self->saved) != 0 || g_strcmp0 (self->range, self->saved_range) != 0;
}

/**
 * tw_report_state_can_undo:
 * @self: a report
 *
 * Returns: whether a step can be taken back
 */
gboolean
tw_report_state_can_undo (TwReportState *self)
{
  g_return_val_if_fail (TW_IS_REPORT_STATE (self), FALSE);
  return self->undo->len > 0;
}

/**
 * tw_report_state_can_redo:
 * @self: a report
 *
 * Returns: whether a step was taken back
 */
gboolean
tw_report_state_can_redo (TwReportState *self)
{
  g_return_val_if_fail (TW_IS_REPORT_STATE (self), FALSE);
  return self->redo->len > 0;
}

/**
 * tw_report_state_undo:
 * @self: a report
 *
 * Takes back the last step.
 */
void
tw_report_state_undo (TwReportState *self)
{
  g_return_if_fail (TW_IS_REPORT_STATE (self));
  step (self, self->undo, self->redo);
}

/**
 * tw_report_state_redo:
 * @self: a report
 *
 * Does again what was taken back last.
 */
void
tw_report_state_redo (TwReportState *self)
{
  g_return_if_fail (TW_IS_REPORT_STATE (self));
  step (self, self->redo, self->undo);
}

/**
 * tw_report_state_save:
 * @self: a report
 * @name: (nullable): its name; %NULL: as it is
 * @as_new: whether a further report is made
 * @shared: whether everybody sees it
 * @sharers: (nullable) (element-type TwSharer): of tw_share_list(), with those chosen who see it; %NULL: as it is
 * @pinned: whether it stands in the sidebar
 * @error: of the store
 *
 * Returns: whether it is kept
 */
gboolean
tw_report_state_save (TwReportState *self,
                      const char    *name,
                      gboolean       as_new,
                      gboolean       shared,
                      GPtrArray     *sharers,
                      gboolean       pinned,
                      GError       **error)
{
  g_autoptr(TwReportEntry) entry = NULL;
  g_autoptr(TwReportEntry) stored = NULL;

  g_return_val_if_fail (TW_IS_REPORT_STATE (self), FALSE);
  entry = tw_report_entry_copy (self->entry);
  /* It may have been shared since it was opened. */
  if (!as_new && sharers == NULL && !tw_id_is_nil (&entry->id) && shared == entry->shared)
    stored = tw_report_entry_load (tw_workspace_get_store (self->workspace), &entry->id, NULL);
  if (stored != NULL)
    shared = stored->shared;
  if (as_new)
    {
      entry->id = tw_id_nil;
      g_clear_pointer (&entry->category, g_free);
      g_clear_pointer (&entry->owner, g_free);
    }
  if (name != NULL)
    {
      g_free (entry->name);
      entry->name = g_strdup (name);
    }
  entry->shared = shared;
  entry->pinned = pinned;
  g_free (entry->definition);
  entry->definition = tw_report_print (self->report);
  g_free (entry->range);
  entry->range = g_strdup (self->range);
  if (!tw_report_entry_save (tw_workspace_get_store (self->workspace), entry, sharers, error))
    return FALSE;
  tw_report_entry_free (self->entry);
  self->entry = g_steal_pointer (&entry);
  mark_saved (self);
  keep_draft (self);
  g_free (self->draft);
  self->draft = tw_id_dup_text (&self->entry->id);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}
