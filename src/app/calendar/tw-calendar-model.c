/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-model.h"

#include "tw-calendar-read.h"
#include "tw-task.h"

#define MARGIN        35                               /* days read on both sides of those that are shown: a month around any of them */
#define NEAR          7                                /* days from the edge of what is read at which more is read */
#define REFRESH_DELAY 60                               /* ms: several commits are read at once */

struct _TwCalendarModel
{
  GObject          parent_instance;

  TwWorkspace     *workspace;                          /* (owned) */
  TwViewState     *state;                              /* (owned) (nullable) whose records are shown */

  /* What is wanted. */
  TwDate           first, last;                        /* first > last: nothing yet */
  TwCalendarKind   kinds;
  GArray          *people;                             /* (owned) (nullable) TwId */
  TwCalendarColor  color;
  TwId             type;

  /* What is there. */
  TwCalendarDays  *days;                               /* (owned) (nullable) */
  char            *error;                              /* (owned) (nullable) */
  GCancellable    *cancellable;                        /* (owned) (nullable) of the reading under way */
  guint            refresh_id;
};

G_DEFINE_FINAL_TYPE (TwCalendarModel, tw_calendar_model, G_TYPE_OBJECT)

static guint changed_signal;

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  TwCalendarDays *days = tw_calendar_reading_run (data, cancellable, &error);

  if (days != NULL)
    g_task_return_pointer (task, days, (GDestroyNotify) tw_calendar_days_free);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwCalendarModel *self = TW_CALENDAR_MODEL (source);
  g_autoptr(GError) error = NULL;
  TwCalendarDays *days = g_task_propagate_pointer (G_TASK (result), &error);

  /* Something else has been asked for meanwhile, or nobody looks any more. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    {
      if (days != NULL)
        tw_calendar_days_free_later (days);
      return;
    }
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->error, g_free);
  if (days == NULL)
    self->error = g_strdup (error->message);
  if (self->days != NULL)
    tw_calendar_days_free_later (self->days);
  self->days = days;
  g_signal_emit (self, changed_signal, 0);
}

static void
forget_reading (TwCalendarModel *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/**
 * tw_calendar_model_reload:
 * @self: a model
 *
 * Reads anew. What was read before stays until then.
 */
void
tw_calendar_model_reload (TwCalendarModel *self)
{
  TwCalendarReading *reading = NULL;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (TW_IS_CALENDAR_MODEL (self));
  forget_reading (self);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->first > self->last)
    return;
  reading = g_new0 (TwCalendarReading, 1);
  reading->store = g_object_ref (tw_workspace_get_store (self->workspace));
  reading->zone = g_time_zone_ref (tw_workspace_get_zone (self->workspace));
  reading->first = MAX (self->first - MARGIN, TW_DATE_MIN + 2);
  reading->last = MIN (self->last + MARGIN, TW_DATE_MAX - 2);
  reading->kinds = self->kinds;
  reading->people = self->people != NULL ? g_array_ref (self->people) : NULL;
  reading->color = self->color;
  reading->type = self->type;
  reading->view = self->state != NULL ? tw_query_ref (tw_view_state_get_query (self->state)) : NULL;
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, read_cb, NULL);
  g_task_set_source_tag (task, tw_calendar_model_reload);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, reading, tw_calendar_reading_free);
  tw_task_run_in_thread (task, read_thread);
}

static gboolean
refresh_cb (gpointer data)
{
  TwCalendarModel *self = TW_CALENDAR_MODEL (data);

  self->refresh_id = 0;
  tw_calendar_model_reload (self);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (TwCalendarModel *self,
              TwCommit        *commit)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  TwCalendarQuery query = { .zone = tw_workspace_get_zone (self->workspace), .kinds = TW_CALENDAR_ALL };
  gboolean touched = self->state != NULL ? tw_commit_touches (commit, tw_view_state_get_entity (self->state))
                                         : tw_calendar_touches (store, &query, commit);

  if (touched && self->refresh_id == 0)
    self->refresh_id = g_timeout_add (REFRESH_DELAY, refresh_cb, self);
}

static void
tw_calendar_model_dispose (GObject *object)
{
  TwCalendarModel *self = TW_CALENDAR_MODEL (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  forget_reading (self);
  g_clear_pointer (&self->days, tw_calendar_days_free_later);
  g_clear_pointer (&self->people, g_array_unref);
  g_clear_pointer (&self->error, g_free);
  g_clear_object (&self->state);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_calendar_model_parent_class)->dispose (object);
}

static void
tw_calendar_model_class_init (TwCalendarModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_calendar_model_dispose;

  /**
   * TwCalendarModel::changed:
   *
   * There are other items than before, or reading them failed.
   */
  changed_signal = g_signal_new ("changed", TW_TYPE_CALENDAR_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_calendar_model_init (TwCalendarModel *self)
{
  self->first = 1;
  self->kinds = TW_CALENDAR_ALL;
}

/**
 * tw_calendar_model_new:
 * @workspace: the workspace
 *
 * Returns: (transfer full): meetings, calls and tasks of everybody
 */
TwCalendarModel *
tw_calendar_model_new (TwWorkspace *workspace)
{
  TwCalendarModel *self = g_object_new (TW_TYPE_CALENDAR_MODEL, NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (tw_workspace_get_store (workspace), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_calendar_model_new_view:
 * @state: a view whose records have a date
 *
 * Returns: (transfer full): the records of the view
 */
TwCalendarModel *
tw_calendar_model_new_view (TwViewState *state)
{
  TwCalendarModel *self = tw_calendar_model_new (tw_view_state_get_workspace (state));

  self->state = g_object_ref (state);
  self->kinds = TW_CALENDAR_OTHER;
  g_signal_connect_object (state, "notify::query", G_CALLBACK (tw_calendar_model_reload), self, G_CONNECT_SWAPPED);
  return self;
}

TwWorkspace *
tw_calendar_model_get_workspace (TwCalendarModel *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_MODEL (self), NULL);
  return self->workspace;
}

GTimeZone *
tw_calendar_model_get_zone (TwCalendarModel *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_MODEL (self), NULL);
  return tw_workspace_get_zone (self->workspace);
}

/* Days near the edge of what is read are as good as missing: whoever scrolls gets there soon. */
static gboolean
is_enough (TwCalendarModel *self,
           TwDate           first,
           TwDate           last)
{
  if (self->cancellable != NULL)
    return self->first - MARGIN + NEAR <= first && last <= self->last + MARGIN - NEAR;
  return self->days != NULL && self->days->first + NEAR <= first && last <= self->days->last - NEAR;
}

/**
 * tw_calendar_model_show:
 * @self: a model
 * @first: the first day that is shown
 * @last: the last one
 *
 * Says what is looked at. What is missing is read.
 */
void
tw_calendar_model_show (TwCalendarModel *self,
                        TwDate           first,
                        TwDate           last)
{
  g_return_if_fail (TW_IS_CALENDAR_MODEL (self) && first <= last);
  if (self->first <= self->last && is_enough (self, first, last))
    return;
  self->first = first;
  self->last = last;
  tw_calendar_model_reload (self);
}

void
tw_calendar_model_set_kinds (TwCalendarModel *self,
                             TwCalendarKind   kinds)
{
  g_return_if_fail (TW_IS_CALENDAR_MODEL (self));
  if (self->kinds == kinds)
    return;
  self->kinds = kinds;
  tw_calendar_model_reload (self);
}

TwCalendarKind
tw_calendar_model_get_kinds (TwCalendarModel *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_MODEL (self), 0);
  return self->kinds;
}

void
tw_calendar_model_set_people (TwCalendarModel *self,
                              GArray          *people)
{
  g_return_if_fail (TW_IS_CALENDAR_MODEL (self));
  g_clear_pointer (&self->people, g_array_unref);
  self->people = people != NULL ? g_array_ref (people) : NULL;
  tw_calendar_model_reload (self);
}

GArray *
tw_calendar_model_get_people (TwCalendarModel *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_MODEL (self), NULL);
  return self->people;
}

void
tw_calendar_model_set_color (TwCalendarModel *self,
                             TwCalendarColor  color)
{
  g_return_if_fail (TW_IS_CALENDAR_MODEL (self));
  if (self->color == color)
    return;
  self->color = color;
  tw_calendar_model_reload (self);
}

void
tw_calendar_model_set_type (TwCalendarModel *self,
                            const TwId      *type)
{
  const TwId *wanted = type != NULL ? type : &tw_id_nil;

  g_return_if_fail (TW_IS_CALENDAR_MODEL (self));
  if (tw_id_equal (&self->type, wanted))
    return;
  self->type = *wanted;
  tw_calendar_model_reload (self);
}

const TwId *
tw_calendar_model_get_type_filter (TwCalendarModel *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_MODEL (self), NULL);
  return &self->type;
}

gboolean
tw_calendar_model_has_day (TwCalendarModel *self,
                           TwDate           day)
{
  g_return_val_if_fail (TW_IS_CALENDAR_MODEL (self), FALSE);
  return self->days != NULL && day >= self->days->first && day <= self->days->last;
}

/**
 * tw_calendar_model_get_day:
 * @self: a model
 * @day: a day
 * @n_items: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_items) (nullable): what is on the day, until "changed"
 */
TwCalendarItem *const *
tw_calendar_model_get_day (TwCalendarModel *self,
                           TwDate           day,
                           guint           *n_items)
{
  g_return_val_if_fail (TW_IS_CALENDAR_MODEL (self), NULL);
  *n_items = 0;
  return self->days != NULL ? tw_calendar_days_list (self->days, &self->days->all, day, n_items) : NULL;
}

/**
 * tw_calendar_model_get_days:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): all that has been read, until "changed"
 */
const TwCalendarDays *
tw_calendar_model_get_days (TwCalendarModel *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_MODEL (self), NULL);
  return self->days;
}

const char *
tw_calendar_model_get_holiday (TwCalendarModel *self,
                               TwDate           day)
{
  g_return_val_if_fail (TW_IS_CALENDAR_MODEL (self), NULL);
  return self->days != NULL ? g_hash_table_lookup (self->days->holidays, GINT_TO_POINTER (day)) : NULL;
}

gboolean
tw_calendar_model_get_work (TwCalendarModel *self,
                            TwDate           day,
                            int             *from,
                            int             *to)
{
  const gint16 *work = NULL;

  if (!tw_calendar_model_has_day (self, day))
    return FALSE;
  work = self->days->work + 2 * (day - self->days->first);
  *from = work[0];
  *to = work[1];
  return *to > *from;
}

/**
 * tw_calendar_model_is_loading:
 * @self: a model
 *
 * Returns: whether what it has is not what there is: it is being read, or nobody has said yet what is looked at
 */
gboolean
tw_calendar_model_is_loading (TwCalendarModel *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_MODEL (self), FALSE);
  return self->cancellable != NULL || self->refresh_id != 0 || self->first > self->last;
}

const char *
tw_calendar_model_get_error (TwCalendarModel *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_MODEL (self), NULL);
  return self->error;
}

const char *
tw_calendar_model_get_person_color (TwCalendarModel *self,
                                    const TwId      *person)
{
  g_return_val_if_fail (TW_IS_CALENDAR_MODEL (self), NULL);
  return tw_calendar_pick_color (person);
}
