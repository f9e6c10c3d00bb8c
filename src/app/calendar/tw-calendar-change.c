/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-change.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-clash.h"
#include "tw-calendar-free.h"

#define QUESTION "tw-calendar-change"

/* One change on its way: first how much of what repeats, then whether it may clash, then the store. */
typedef struct
{
  GtkWidget       *widget;                             /* (owned) */
  TwCalendarModel *model;                              /* (owned) */
  TwOccurrence    *occurrence;                         /* (owned) */
  TwCalendarSpan   span, free;                         /* free: the next time at which its person can */
  GPtrArray       *clashes;                            /* (owned) (nullable) */
  gboolean         deletes;
  TwCalendarScope  scope;
  TwCalendarDone   done;                               /* nullable */
} Change;

static void
change_free (Change *change)
{
  tw_occurrence_free (change->occurrence);
  g_clear_pointer (&change->clashes, g_ptr_array_unref);
  g_object_unref (change->model);
  g_object_unref (change->widget);
  g_free (change);
}

static void
finish (Change   *change,
        gboolean  done)
{
  if (change->done != NULL && gtk_widget_get_root (change->widget) != NULL)
    change->done (change->widget, done);
  change_free (change);
}

static void
refuse (Change *change,
        GError *error)
{
  if (gtk_widget_get_root (change->widget) != NULL)
    gtk_widget_activate_action (change->widget, "win.toast", "s", error->message);
  finish (change, FALSE);
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit != NULL)
    finish (data, TRUE);
  else
    refuse (data, error);
}

static void
commit (Change *change)
{
  TwStore *store = tw_workspace_get_store (tw_calendar_model_get_workspace (change->model));
  GTimeZone *zone = tw_calendar_model_get_zone (change->model);
  g_autoptr(GError) error = NULL;
  TwInstant start, end;
  TwEdit *edit = NULL;

  tw_calendar_span_get_instants (&change->span, zone, &start, &end);
  if (change->deletes)
    edit = tw_calendar_delete (store, change->occurrence, change->scope, &error);
  else
    edit = tw_calendar_move (store, change->occurrence, start, end, change->span.all_day, change->scope, zone, &error);
  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, committed_cb, change);
  else
    refuse (change, error);
}

/* --- Clashes --- */

/* A question belongs to its dialog until it is answered, which is once; it goes with it when the window is closed before. */
static void
ask (GtkWidget *dialog,
     Change    *change,
     GCallback  answered)
{
  g_object_set_data_full (G_OBJECT (dialog), QUESTION, change, (GDestroyNotify) change_free);
  g_signal_connect (dialog, "response", answered, NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
clash_answered_cb (AdwMessageDialog *dialog,
                   const char       *response)
{
  Change *change = g_object_steal_data (G_OBJECT (dialog), QUESTION);

  if (change == NULL)
    return;
  if (g_str_equal (response, "free"))
    change->span = change->free;
  if (!g_str_equal (response, "cancel"))
    commit (change);
  else
    finish (change, FALSE);
}

static void
ask_clash (Change   *change,
           gboolean  has_free)
{
  GtkRoot *root = gtk_widget_get_root (change->widget);
  g_autofree char *words = tw_calendar_clash_dup_words (change->clashes, tw_calendar_model_get_zone (change->model));
  GtkWidget *dialog = NULL;

  if (root == NULL)
    {
      finish (change, FALSE);
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (root), _("Double Booking"), words);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "move", _("_Move Anyway"), NULL);
  if (has_free)
    {
      g_autofree char *when = tw_calendar_span_dup_words (&change->free);
      /* Translators: %s is a day with the times from and until: "Tuesday 24 November, 10:00–10:30". */
      g_autofree char *label = g_strdup_printf (_("_Free: %s"), when);

      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "free", label);
    }
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "move");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  ask (dialog, change, G_CALLBACK (clash_answered_cb));
}

/* Without a free time the question is still to be asked. */
static void
slots_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Change *change = data;
  g_autoptr(GArray) slots = tw_calendar_free_find_finish (TW_CALENDAR_MODEL (source), result, NULL);

  if (slots != NULL && slots->len > 0)
    change->free = g_array_index (slots, TwCalendarSpan, 0);
  ask_clash (change, slots != NULL && slots->len > 0);
}

static void
find_free (Change *change)
{
  TwInstant start, end;

  tw_calendar_span_get_instants (&change->span, tw_calendar_model_get_zone (change->model), &start, &end);
  if (end <= start)
    {
      ask_clash (change, FALSE);
      return;
    }
  tw_calendar_free_find_async (change->model, &change->occurrence->owner, MAX (start, g_get_real_time ()), end - start,
                               &change->occurrence->id, 1, NULL, slots_cb, change);
}

static void
clashes_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Change *change = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) clashes = tw_calendar_clash_find_finish (TW_CALENDAR_MODEL (source), result, &error);

  if (clashes == NULL)
    refuse (change, error);
  else if (clashes->len > 0)
    {
      change->clashes = g_steal_pointer (&clashes);
      find_free (change);
    }
  else
    commit (change);
}

/* Only who has a time of its own is in the way of others. */
static void
check_clashes (Change *change)
{
  const TwOccurrence *occurrence = change->occurrence;
  TwInstant start, end;

  if (change->deletes || change->span.all_day || tw_id_is_nil (&occurrence->owner) || occurrence->done || occurrence->cancelled
      || (occurrence->kind != TW_CALENDAR_MEETING && occurrence->kind != TW_CALENDAR_CALL))
    {
      commit (change);
      return;
    }
  tw_calendar_span_get_instants (&change->span, tw_calendar_model_get_zone (change->model), &start, &end);
  tw_calendar_clash_find_async (change->model, &occurrence->owner, start, end, &occurrence->id, NULL, clashes_cb, change);
}

/* --- What repeats --- */

static void
scope_answered_cb (AdwMessageDialog *dialog,
                   const char       *response)
{
  Change *change = g_object_steal_data (G_OBJECT (dialog), QUESTION);

  if (change == NULL)
    return;
  if (g_str_equal (response, "cancel"))
    {
      finish (change, FALSE);
      return;
    }
  change->scope = g_str_equal (response, "this") ? TW_CALENDAR_THIS
                  : g_str_equal (response, "following") ? TW_CALENDAR_THIS_AND_FOLLOWING : TW_CALENDAR_ALL_OF_IT;
  check_clashes (change);
}

static void
ask_scope (Change *change)
{
  GtkRoot *root = gtk_widget_get_root (change->widget);
  GtkWidget *dialog = NULL;

  if (root == NULL)
    {
      finish (change, FALSE);
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (root), change->deletes ? _("Delete What Repeats?") : _("Change What Repeats?"), NULL);
  /* Translators: %s is the name of a meeting. */
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _("“%s” happens more than once."), change->occurrence->title);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "this", _("Only _This One"), "following",
                                    _("This and _Following"), "all", _("_All"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "this");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  ask (dialog, change, G_CALLBACK (scope_answered_cb));
}

static void
start (GtkWidget            *widget,
       TwCalendarModel      *model,
       const TwOccurrence   *occurrence,
       const TwCalendarSpan *span,
       TwCalendarDone        done)
{
  Change *change = g_new0 (Change, 1);

  change->widget = g_object_ref (widget);
  change->model = g_object_ref (model);
  change->occurrence = tw_occurrence_copy (occurrence);
  change->deletes = span == NULL;
  if (span != NULL)
    change->span = *span;
  change->done = done;
  if (occurrence->recurring && !occurrence->exception)
    ask_scope (change);
  else
    check_clashes (change);
}

/**
 * tw_calendar_change_open:
 * @widget: in the window
 * @occurrence: what to open
 *
 * Opens the page of its record.
 */
void
tw_calendar_change_open (GtkWidget          *widget,
                         const TwOccurrence *occurrence)
{
  char id[TW_ID_TEXT_LENGTH + 1];

  gtk_widget_activate_action (widget, "win.open-record", "(uss)", occurrence->entity, tw_id_print (&occurrence->id, id), "");
}

/**
 * tw_calendar_change_move:
 * @widget: in the window that asks
 * @model: of the calendar
 * @occurrence: what is moved, or has its ends pulled
 * @span: where it is to be
 * @done: (nullable): told how it ended, unless the widget has gone
 *
 * Moves an event as one step that can be undone. Asks first where it repeats and where it would clash.
 */
void
tw_calendar_change_move (GtkWidget            *widget,
                         TwCalendarModel      *model,
                         const TwOccurrence   *occurrence,
                         const TwCalendarSpan *span,
                         TwCalendarDone        done)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && TW_IS_CALENDAR_MODEL (model) && span != NULL);
  start (widget, model, occurrence, span, done);
}

/**
 * tw_calendar_change_delete:
 * @widget: in the window that asks
 * @model: of the calendar
 * @occurrence: what is deleted
 *
 * Deletes an event as one step that can be undone. Asks first where it repeats.
 */
void
tw_calendar_change_delete (GtkWidget          *widget,
                           TwCalendarModel    *model,
                           const TwOccurrence *occurrence)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && TW_IS_CALENDAR_MODEL (model));
  start (widget, model, occurrence, NULL, NULL);
}

gboolean
tw_calendar_change_can_stretch (const TwOccurrence *occurrence)
{
  /* A task, and a record with a date, has one day. */
  return occurrence->kind == TW_CALENDAR_MEETING || !occurrence->all_day;
}
