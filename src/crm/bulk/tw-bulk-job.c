/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-bulk-job.h"

#include <glib/gi18n-lib.h>

#include "tw-activity.h"
#include "tw-bulk.h"
#include "tw-health.h"
#include "tw-task-template.h"
#include "tw-task.h"
#include "tw-text.h"

#define FRAME_USEC 33000                               /* between two notifications of progress */

typedef enum { ACTION_SET, ACTION_ADD, ACTION_REMOVE, ACTION_DELETE, ACTION_TASKS, ACTION_HEALTH } Action;

struct _TwBulkJob
{
  GObject        parent_instance;

  /* What to do. */
  TwStore       *store;                                /* (owned) */
  TwRecordSet   *set;                                  /* (owned) */
  Action         action;
  const TwField *field;                                /* (nullable) part of the set's schema */
  TwValue        value;
  GPtrArray     *templates;                            /* (owned) (nullable) TwRecord of which each record gets a task */
  TwRecord      *task;                                 /* (owned) (nullable) of which each record gets a copy */
  TwHealthRules *health;                               /* (owned) (nullable) of the run */
  char          *title;                                /* (owned) names the commit */

  /* What came of it: written by the run. */
  guint          n_changed, n_refused;
  char          *refusal;                              /* (owned) (nullable) */

  /* Progress. */
  GMainContext  *context;                              /* (owned) where it is told */
  int            permille;                             /* (atomic) */
  gint64         told;                                 /* when it was told last; of the run */
};

G_DEFINE_FINAL_TYPE (TwBulkJob, tw_bulk_job, G_TYPE_OBJECT)

enum { PROP_0, PROP_PROGRESS, N_PROPS };
static GParamSpec *properties[N_PROPS];

static char *
dup_title (TwBulkJob *self)
{
  const TwEntity *entity = tw_record_set_get_entity (self->set);
  const char *what = tw_entity_get_label (entity, TRUE);
  const char *field = self->field != NULL ? tw_field_get_label (self->field) : NULL;
  guint n = tw_record_set_get_count (self->set);

  switch (self->action)
    {
    case ACTION_SET:
      if (field != NULL && self->field == entity->owner_field)
        /* Translators: names a change; %s is a kind of record in the plural, "Deals". */
        return g_strdup_printf (ngettext ("Assign %u record of “%s”", "Assign %u records of “%s”", n), n, what);
      /* Translators: names a change; 1 a field, 2 how many records, 3 a kind of record in the plural. */
      return g_strdup_printf (ngettext ("Change “%1$s” of %2$u record of “%3$s”", "Change “%1$s” of %2$u records of “%3$s”", n), field, n,
                              what);
    case ACTION_ADD:
      return g_strdup_printf (ngettext ("Add to “%1$s” of %2$u record of “%3$s”", "Add to “%1$s” of %2$u records of “%3$s”", n), field, n,
                              what);
    case ACTION_REMOVE:
      return g_strdup_printf (ngettext ("Remove from “%1$s” of %2$u record of “%3$s”", "Remove from “%1$s” of %2$u records of “%3$s”", n),
                              field, n, what);
    case ACTION_TASKS:
      /* Translators: names a change; 1 how many records, 2 a kind of record in the plural, "Companies". */
      return g_strdup_printf (ngettext ("Add tasks for %1$u record of “%2$s”", "Add tasks for %1$u records of “%2$s”", n), n, what);
    case ACTION_HEALTH:
      /* Translators: names a change; 1 how many records, 2 a kind of record in the plural, "Companies". */
      return g_strdup_printf (ngettext ("Work out the health of %1$u record of “%2$s”", "Work out the health of %1$u records of “%2$s”", n), n, what);
    case ACTION_DELETE:
      break;
    }
  return g_strdup_printf (ngettext ("Delete %u record of “%s”", "Delete %u records of “%s”", n), n, what);
}

static gboolean
tell_cb (gpointer data)
{
  g_object_notify_by_pspec (G_OBJECT (data), properties[PROP_PROGRESS]);
  return G_SOURCE_REMOVE;
}

static void
tell_progress (TwBulkJob *self,
               guint      done,
               guint      total)
{
  gint64 now = g_get_monotonic_time ();

  g_atomic_int_set (&self->permille, (int) ((gint64) done * 1000 / MAX (total, 1)));
  if (now - self->told < FRAME_USEC)
    return;
  self->told = now;
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT_IDLE, tell_cb, g_object_ref (self), g_object_unref);
}

/* Free labels are the same when they differ by case and accents only, as everywhere in the language. */
static gboolean
is_same_item (const TwValue *a,
              const TwValue *b)
{
  return a->type == TW_TYPE_LINK ? b->type == TW_TYPE_LINK && tw_id_equal (&a->id, &b->id) : tw_value_compare (a, b) == 0;
}

static gboolean
list_has (const TwValue *list,
          const TwValue *item)
{
  for (guint i = 0; list->type == TW_TYPE_LIST && i < list->list->n_values; i++)
    if (is_same_item (&list->list->values[i], item))
      return TRUE;
  return FALSE;
}

static TwValue
change_items (TwBulkJob     *self,
              const TwValue *now)
{
  g_autoptr(GArray) items = g_array_new (FALSE, FALSE, sizeof (TwValue));

  for (guint i = 0; now->type == TW_TYPE_LIST && i < now->list->n_values; i++)
    if (self->action == ACTION_ADD || !list_has (&self->value, &now->list->values[i]))
      g_array_append_val (items, now->list->values[i]);
  for (guint i = 0; self->action == ACTION_ADD && i < self->value.list->n_values; i++)
    if (!list_has (now, &self->value.list->values[i]))
      g_array_append_val (items, self->value.list->values[i]);
  return tw_value_list ((const TwValue *) items->data, items->len);
}

static TwRecord *
copy_task (TwRecord *task,
           TwRecord *about,
           GError  **error)
{
  const TwEntity *entity = tw_record_get_entity (task);
  g_autoptr(TwRecord) copy = tw_record_new (entity);

  for (guint i = 0; i < entity->n_fields; i++)
    if (tw_record_is_changed (task, entity->fields[i]) && !tw_record_set (copy, entity->fields[i], tw_record_get (task, entity->fields[i]), error))
      return NULL;
  return tw_activity_set_about (copy, about, error) ? g_steal_pointer (&copy) : NULL;
}

/* A title that is made of an empty field is none. */
static gboolean
check_title (TwRecord *task,
             GError  **error)
{
  g_autofree char *title = tw_record_dup_title (task);

  if (*title != '\0')
    return TRUE;
  g_set_error_literal (error, TW_RECORD_ERROR, TW_RECORD_ERROR_REQUIRED, _("The task would have no title. Change its template."));
  return FALSE;
}

/* All of them or none: what refuses stays as it is. */
static gboolean
add_tasks (TwBulkJob  *self,
           TwBulk     *bulk,
           TwRecord   *about,
           GError    **error)
{
  guint n = self->templates != NULL ? self->templates->len : 1;
  g_autoptr(GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      TwRecord *task = self->templates != NULL ? tw_task_template_make (self->store, self->templates->pdata[i], about, error)
                                               : copy_task (self->task, about, error);

      if (task == NULL)
        return FALSE;
      g_ptr_array_add (tasks, task);
      if (!check_title (task, error))
        return FALSE;
    }
  for (guint i = 0; i < n; i++)
    if (!tw_bulk_save (bulk, tasks->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
change_record (TwBulkJob  *self,
               TwBulk     *bulk,
               const TwId *id,
               gboolean   *changed,
               GError    **error)
{
  const TwEntity *entity = tw_record_set_get_entity (self->set);
  g_autoptr(TwRecord) record = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;

  *changed = TRUE;
  if (self->action == ACTION_DELETE)
    return tw_bulk_delete (bulk, entity, id, error);
  record = tw_bulk_get (bulk, entity, id, error);
  if (record == NULL)
    return FALSE;
  if (self->action == ACTION_TASKS)
    return add_tasks (self, bulk, record, error);
  if (self->action == ACTION_HEALTH)
    {
      if (!tw_health_rules_update (self->health, record, error))
        return FALSE;
      *changed = tw_record_has_changes (record);
      return !*changed || tw_bulk_save (bulk, record, error);
    }
  value = self->action == ACTION_SET ? tw_value_copy (&self->value) : change_items (self, tw_record_get (record, self->field));
  if (!tw_record_set (record, self->field, &value, error))
    return FALSE;
  *changed = tw_record_has_changes (record);
  return !*changed || tw_bulk_save (bulk, record, error);
}

/* The record refuses; any other error is about the store and ends the run. */
static gboolean
is_refusal (const GError *error)
{
  return error->domain == TW_RECORD_ERROR || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID)
         || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_UNIQUE) || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_LINK)
         || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
}

/* Whether a refusal may be about another record of the set that comes later: one that is still linked to is not deleted, and a task
 * that waits for another is not done. */
static gboolean
may_pass_later (const GError *error)
{
  return g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_LINK) || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
}

/* One pass over ids; those that may pass when others have are put into again. */
static gboolean
run_pass (TwBulkJob    *self,
          TwBulk       *bulk,
          GArray       *ids,
          GArray       *again,
          GCancellable *cancellable,
          GError      **error)
{
  for (guint i = 0; i < ids->len; i++)
    {
      const TwId *id = &g_array_index (ids, TwId, i);
      g_autoptr(GError) local = NULL;
      gboolean changed = FALSE;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (change_record (self, bulk, id, &changed, &local))
        self->n_changed += changed ? 1 : 0;
      else if (!is_refusal (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      else
        {
          /* Tasks do not wait for each other, and must not be added again. */
          if (self->action != ACTION_TASKS && may_pass_later (local))
            g_array_append_val (again, *id);
          else
            self->n_refused++;
          if (self->refusal == NULL)
            self->refusal = g_strdup (local->message);
        }
      tell_progress (self, i + 1, ids->len);
    }
  return TRUE;
}

/* Those that a later record of the set kept back are tried again as long as that helps. */
static gboolean
run_passes (TwBulkJob    *self,
            TwBulk       *bulk,
            GArray       *ids,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr(GArray) left = g_array_ref (ids);

  for (;;)
    {
      g_autoptr(GArray) again = g_array_new (FALSE, FALSE, sizeof (TwId));
      guint n = left->len;

      if (self->n_refused == 0)
        g_clear_pointer (&self->refusal, g_free);
      if (!run_pass (self, bulk, left, again, cancellable, error))
        return FALSE;
      g_array_unref (left);
      left = g_steal_pointer (&again);
      if (left->len > 0 && left->len < n)
        continue;
      self->n_refused += left->len;
      return TRUE;
    }
}

static void
run_thread (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  GError *error = NULL;

  if (tw_bulk_job_run (TW_BULK_JOB (source), cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
tw_bulk_job_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  if (prop_id == PROP_PROGRESS)
    g_value_set_double (value, tw_bulk_job_get_progress (TW_BULK_JOB (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
tw_bulk_job_finalize (GObject *object)
{
  TwBulkJob *self = TW_BULK_JOB (object);

  tw_value_clear (&self->value);
  g_clear_pointer (&self->templates, g_ptr_array_unref);
  g_clear_object (&self->task);
  g_clear_pointer (&self->health, tw_health_rules_free);
  g_free (self->title);
  g_free (self->refusal);
  tw_record_set_unref (self->set);
  g_main_context_unref (self->context);
  g_object_unref (self->store);
  G_OBJECT_CLASS (tw_bulk_job_parent_class)->finalize (object);
}

static void
tw_bulk_job_class_init (TwBulkJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tw_bulk_job_get_property;
  object_class->finalize = tw_bulk_job_finalize;
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tw_bulk_job_init (TwBulkJob *self)
{
  self->context = g_main_context_ref_thread_default ();
}

static TwBulkJob *
job_new (TwStore       *store,
         TwRecordSet   *set,
         Action         action,
         const TwField *field,
         const TwValue *value)
{
  TwBulkJob *self = g_object_new (TW_TYPE_BULK_JOB, NULL);

  self->store = g_object_ref (store);
  self->set = tw_record_set_ref (set);
  self->action = action;
  /* The caller's snapshot of the schema may be another one than the set's. */
  self->field = field != NULL ? tw_entity_get_field_by_number (tw_record_set_get_entity (set), field->number) : NULL;
  self->value = value != NULL ? tw_value_copy (value) : (TwValue) TW_VALUE_INIT;
  self->title = dup_title (self);
  return self;
}

/**
 * tw_bulk_job_new_set:
 * @store: a store
 * @set: which records
 * @field: a stored field of their entity
 * @value: what it becomes; null empties it
 *
 * Returns: (transfer full): a job that sets the field of all of them
 */
TwBulkJob *
tw_bulk_job_new_set (TwStore       *store,
                     TwRecordSet   *set,
                     const TwField *field,
                     const TwValue *value)
{
  g_return_val_if_fail (TW_IS_STORE (store) && set != NULL && field != NULL && value != NULL, NULL);
  return job_new (store, set, ACTION_SET, field, value);
}

/**
 * tw_bulk_job_new_items:
 * @store: a store
 * @set: which records
 * @field: a field that holds a list: tags, a set, links
 * @items: a list
 * @remove: whether they are taken out, instead of being added
 *
 * Returns: (transfer full): a job that changes the lists of all of them
 */
TwBulkJob *
tw_bulk_job_new_items (TwStore       *store,
                       TwRecordSet   *set,
                       const TwField *field,
                       const TwValue *items,
                       gboolean       remove)
{
  g_return_val_if_fail (TW_IS_STORE (store) && set != NULL && field != NULL && items != NULL && items->type == TW_TYPE_LIST, NULL);
  return job_new (store, set, remove ? ACTION_REMOVE : ACTION_ADD, field, items);
}

/**
 * tw_bulk_job_new_delete:
 * @store: a store
 * @set: which records
 *
 * Returns: (transfer full): a job that moves them to the wastebasket
 */
TwBulkJob *
tw_bulk_job_new_delete (TwStore     *store,
                        TwRecordSet *set)
{
  g_return_val_if_fail (TW_IS_STORE (store) && set != NULL, NULL);
  return job_new (store, set, ACTION_DELETE, NULL, NULL);
}

/**
 * tw_bulk_job_new_tasks:
 * @store: a store
 * @set: which records
 * @templates: (nullable) (element-type TwRecord): as of tw_task_template_read()
 * @task: (nullable): without templates: a task, not to be used by the caller any more
 *
 * Returns: (transfer full): a job that makes tasks about each of them: one of each template, or a copy of @task
 */
TwBulkJob *
tw_bulk_job_new_tasks (TwStore     *store,
                       TwRecordSet *set,
                       GPtrArray   *templates,
                       TwRecord    *task)
{
  TwBulkJob *self = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && set != NULL && (templates != NULL || TW_IS_RECORD (task)), NULL);
  self = job_new (store, set, ACTION_TASKS, NULL, NULL);
  if (templates != NULL)
    self->templates = g_ptr_array_ref (templates);
  else
    self->task = g_object_ref (task);
  return self;
}

/**
 * tw_bulk_job_new_health:
 * @store: a store
 * @set: which records, of a kind that has a health
 *
 * Returns: (transfer full): a job that works out the health of all of them by the rules
 */
TwBulkJob *
tw_bulk_job_new_health (TwStore     *store,
                        TwRecordSet *set)
{
  g_return_val_if_fail (TW_IS_STORE (store) && set != NULL, NULL);
  return job_new (store, set, ACTION_HEALTH, NULL, NULL);
}

/**
 * tw_bulk_job_get_set:
 * @self: a job
 *
 * Returns: (transfer none): the records that it is about
 */
TwRecordSet *
tw_bulk_job_get_set (TwBulkJob *self)
{
  g_return_val_if_fail (TW_IS_BULK_JOB (self), NULL);
  return self->set;
}

/**
 * tw_bulk_job_get_title:
 * @self: a job
 *
 * Returns: (transfer none): what a person would call it, as in history and undo
 */
const char *
tw_bulk_job_get_title (TwBulkJob *self)
{
  g_return_val_if_fail (TW_IS_BULK_JOB (self), NULL);
  return self->title;
}

/**
 * tw_bulk_job_get_progress:
 * @self: a job
 *
 * Returns: how much is done, 0…1
 */
double
tw_bulk_job_get_progress (TwBulkJob *self)
{
  g_return_val_if_fail (TW_IS_BULK_JOB (self), 0);
  return g_atomic_int_get (&self->permille) / 1000.0;
}

/**
 * tw_bulk_job_run:
 * @self: a job that has not run
 * @cancellable: (nullable): gives it up; then nothing has happened
 * @error: what the store says, or that it was cancelled
 *
 * Does it as one commit, on this thread. Other commits wait until it is done.
 *
 * Returns: whether it went through; records that refused are counted
 */
gboolean
tw_bulk_job_run (TwBulkJob    *self,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autoptr(GArray) ids = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwBulk *bulk = NULL;

  g_return_val_if_fail (TW_IS_BULK_JOB (self), FALSE);
  ids = tw_record_set_read_ids (self->set, self->store, error);
  if (ids == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->action == ACTION_HEALTH && (self->health = tw_health_rules_read (self->store, tw_record_set_get_entity (self->set), error)) == NULL)
    return FALSE;
  if (self->health != NULL && tw_health_rules_get_n (self->health) == 0)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("No rule says how the health is worked out. Add health rules first."));
      return FALSE;
    }
  bulk = tw_bulk_new (self->store, TW_ORIGIN_PERSON, self->title, error);
  if (bulk == NULL)
    return FALSE;
  if (!run_passes (self, bulk, ids, cancellable, error))
    {
      tw_bulk_free (bulk);
      self->n_changed = self->n_refused = 0;
      return FALSE;
    }
  commit = tw_bulk_commit (bulk, error);
  return commit != NULL;
}

/**
 * tw_bulk_job_run_async:
 * @self: a job that has not run
 * @cancellable: (nullable): gives it up; then nothing has happened
 * @callback: called when it is done
 * @data: for @callback
 *
 * Does it as one commit on a thread of its own.
 */
void
tw_bulk_job_run_async (TwBulkJob          *self,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (TW_IS_BULK_JOB (self));
  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, tw_bulk_job_run_async);
  /* What is committed has happened, even when it was to be cancelled meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  tw_task_run_in_thread (task, run_thread);
}

/**
 * tw_bulk_job_run_finish:
 * @self: a job
 * @result: given to the callback
 * @error: what the store says, or that it was cancelled
 *
 * Returns: whether it went through; records that refused are counted
 */
gboolean
tw_bulk_job_run_finish (TwBulkJob    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tw_bulk_job_run_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tw_bulk_job_get_n_changed:
 * @self: a job that has run
 *
 * Returns: how many records are not as they were before
 */
guint
tw_bulk_job_get_n_changed (TwBulkJob *self)
{
  g_return_val_if_fail (TW_IS_BULK_JOB (self), 0);
  return self->n_changed;
}

/**
 * tw_bulk_job_get_n_refused:
 * @self: a job that has run
 *
 * Returns: how many records could not be changed so
 */
guint
tw_bulk_job_get_n_refused (TwBulkJob *self)
{
  g_return_val_if_fail (TW_IS_BULK_JOB (self), 0);
  return self->n_refused;
}

/**
 * tw_bulk_job_get_refusal:
 * @self: a job that has run
 *
 * Returns: (nullable): why the first of them could not
 */
const char *
tw_bulk_job_get_refusal (TwBulkJob *self)
{
  g_return_val_if_fail (TW_IS_BULK_JOB (self), NULL);
  return self->refusal;
}
