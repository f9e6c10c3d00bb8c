/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-create.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-clash.h"
#include "tw-calendar-free.h"
#include "tw-passing-popover.h"

#define MAX_SLOTS 4

struct _TwCalendarCreate
{
  GtkPopover       parent_instance;

  TwCalendarModel *model;                              /* (owned) */
  TwCalendarSpan   span;
  GCancellable    *cancellable;                        /* (owned) of what is searched for */
  gboolean         made;

  GtkEntry        *title;
  GtkLabel        *when, *warning;
  GtkToggleButton *meeting, *call, *task;
  GtkWidget       *find;
  GtkBox          *slots;
};

G_DEFINE_FINAL_TYPE (TwCalendarCreate, tw_calendar_create, GTK_TYPE_POPOVER)

static guint finished_signal;

static TwCalendarKind
get_kind (TwCalendarCreate *self)
{
  if (gtk_toggle_button_get_active (self->task))
    return TW_CALENDAR_TASK;
  return gtk_toggle_button_get_active (self->call) ? TW_CALENDAR_CALL : TW_CALENDAR_MEETING;
}

/* --- The store --- */

typedef struct
{
  TwCalendarCreate *self;                              /* (owned) */
  TwRecord         *record;                            /* (owned) */
  gboolean          opens;
} Saving;

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  Saving *saving = data;
  TwCalendarCreate *self = saving->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);
  char id[TW_ID_TEXT_LENGTH + 1];

  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    {
      if (commit == NULL)
        {
          gtk_label_set_label (self->warning, error->message);
          gtk_widget_set_visible (GTK_WIDGET (self->warning), TRUE);
        }
      else
        {
          self->made = TRUE;
          if (saving->opens)
            gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", tw_record_get_entity (saving->record)->number,
                                        tw_id_print (tw_record_get_id (saving->record), id), "");
          gtk_popover_popdown (GTK_POPOVER (self));
        }
    }
  g_object_unref (saving->record);
  g_object_unref (self);
  g_free (saving);
}

static void
save (TwCalendarCreate *self,
      gboolean          opens)
{
  TwStore *store = tw_workspace_get_store (tw_calendar_model_get_workspace (self->model));
  GTimeZone *zone = tw_calendar_model_get_zone (self->model);
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->title))));
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(GError) error = NULL;
  TwInstant start, end;
  TwEdit *edit = NULL;
  Saving *saving = NULL;

  tw_calendar_span_get_instants (&self->span, zone, &start, &end);
  edit = tw_calendar_create (store, get_kind (self), title, start, end, self->span.all_day, zone, &record, &error);
  if (edit == NULL)
    {
      gtk_label_set_label (self->warning, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->warning), TRUE);
      return;
    }
  saving = g_new0 (Saving, 1);
  saving->self = g_object_ref (self);
  saving->record = g_steal_pointer (&record);
  saving->opens = opens;
  tw_edit_commit_async (edit, NULL, committed_cb, saving);
}

static void
save_cb (TwCalendarCreate *self)
{
  save (self, FALSE);
}

static void
more_cb (TwCalendarCreate *self)
{
  save (self, TRUE);
}

static void
closed_cb (TwCalendarCreate *self)
{
  g_signal_emit (self, finished_signal, 0, self->made);
}

/* --- Free times --- */

static void look_for_clashes (TwCalendarCreate *self);

static void
set_span (TwCalendarCreate     *self,
          const TwCalendarSpan *span)
{
  g_autofree char *words = tw_calendar_span_dup_words (span);

  self->span = *span;
  gtk_label_set_label (self->when, words);
  gtk_widget_set_visible (GTK_WIDGET (self->warning), FALSE);
  gtk_widget_set_visible (self->find, !span->all_day && !gtk_widget_get_visible (GTK_WIDGET (self->slots))
                                      && tw_store_get_user (tw_workspace_get_store (tw_calendar_model_get_workspace (self->model))) != NULL);
  look_for_clashes (self);
}

static void
slot_cb (GtkButton        *button,
         TwCalendarCreate *self)
{
  set_span (self, g_object_get_data (G_OBJECT (button), "tw-span"));
  gtk_widget_grab_focus (GTK_WIDGET (self->title));
}

static void
add_slot (TwCalendarCreate     *self,
          const TwCalendarSpan *span)
{
  g_autofree char *words = tw_calendar_span_dup_words (span);
  GtkWidget *button = gtk_button_new_with_label (words);

  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  g_object_set_data_full (G_OBJECT (button), "tw-span", g_memdup2 (span, sizeof *span), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (slot_cb), self);
  gtk_box_append (self->slots, button);
}

static void
slots_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(TwCalendarCreate) self = TW_CALENDAR_CREATE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) slots = tw_calendar_free_find_finish (TW_CALENDAR_MODEL (source), result, &error);
  GtkWidget *child = NULL;

  if (self->slots == NULL)
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->slots))) != NULL)
    gtk_box_remove (self->slots, child);
  gtk_widget_set_visible (self->find, FALSE);
  if (slots != NULL && slots->len > 0)
    {
      GtkWidget *heading = gtk_label_new (_("Free times"));

      gtk_label_set_xalign (GTK_LABEL (heading), 0);
      gtk_widget_add_css_class (heading, "heading");
      gtk_box_append (self->slots, heading);
    }
  for (guint i = 0; slots != NULL && i < slots->len; i++)
    add_slot (self, &g_array_index (slots, TwCalendarSpan, i));
  if (slots == NULL || slots->len == 0)
    {
      GtkWidget *label = gtk_label_new (slots == NULL ? error->message : _("No time is free for so long in the next four weeks."));

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_box_append (self->slots, label);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->slots), TRUE);
}

static void
find_free (TwCalendarCreate *self)
{
  TwInstant start, end;

  tw_calendar_span_get_instants (&self->span, tw_calendar_model_get_zone (self->model), &start, &end);
  if (end > start)
    tw_calendar_free_find_async (self->model, NULL, MAX (start, g_get_real_time ()), end - start, &tw_id_nil, MAX_SLOTS, self->cancellable,
                                 slots_cb, g_object_ref (self));
}

/* --- Clashes --- */

static void
clashes_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwCalendarCreate) self = TW_CALENDAR_CREATE (data);
  g_autoptr(GPtrArray) clashes = tw_calendar_clash_find_finish (TW_CALENDAR_MODEL (source), result, NULL);
  g_autofree char *words = NULL;

  if (clashes == NULL || clashes->len == 0 || self->warning == NULL)
    return;
  words = tw_calendar_clash_dup_words (clashes, tw_calendar_model_get_zone (self->model));
  gtk_label_set_label (self->warning, words);
  gtk_widget_set_visible (GTK_WIDGET (self->warning), TRUE);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->slots)))
    find_free (self);
}

static void
look_for_clashes (TwCalendarCreate *self)
{
  const TwId *me = tw_store_get_user (tw_workspace_get_store (tw_calendar_model_get_workspace (self->model)));
  TwInstant start, end;

  if (self->span.all_day || me == NULL)
    return;
  tw_calendar_span_get_instants (&self->span, tw_calendar_model_get_zone (self->model), &start, &end);
  tw_calendar_clash_find_async (self->model, me, start, end, &tw_id_nil, self->cancellable, clashes_cb, g_object_ref (self));
}

static void
tw_calendar_create_dispose (GObject *object)
{
  TwCalendarCreate *self = TW_CALENDAR_CREATE (object);

  g_cancellable_cancel (self->cancellable);
  self->warning = NULL;
  self->slots = NULL;
  gtk_popover_set_child (GTK_POPOVER (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CALENDAR_CREATE);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (tw_calendar_create_parent_class)->dispose (object);
}

static void
tw_calendar_create_finalize (GObject *object)
{
  g_clear_object (&TW_CALENDAR_CREATE (object)->cancellable);
  G_OBJECT_CLASS (tw_calendar_create_parent_class)->finalize (object);
}

static void
tw_calendar_create_class_init (TwCalendarCreateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_calendar_create_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_calendar_create_finalize;
  /**
   * TwCalendarCreate::finished:
   * @made: whether something was added
   *
   * A person is done with it.
   */
  finished_signal = g_signal_new ("finished", TW_TYPE_CALENDAR_CREATE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("calendar/tw-calendar-create.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwCalendarCreate, title);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarCreate, when);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarCreate, warning);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarCreate, meeting);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarCreate, call);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarCreate, task);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarCreate, find);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarCreate, slots);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, find_free);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);
}

static void
tw_calendar_create_init (TwCalendarCreate *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_popover_goes_when_closed (GTK_POPOVER (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * tw_calendar_create_new:
 * @model: of the calendar
 * @span: when it is to be
 *
 * Returns: (transfer floating): a popover for its title
 */
TwCalendarCreate *
tw_calendar_create_new (TwCalendarModel      *model,
                        const TwCalendarSpan *span)
{
  TwCalendarCreate *self = g_object_new (TW_TYPE_CALENDAR_CREATE, NULL);

  self->model = g_object_ref (model);
  set_span (self, span);
  return self;
}

/**
 * tw_calendar_create_open:
 * @self: a popover
 * @parent: what it belongs to
 * @rect: where the event is to stand
 *
 * Opens it there. It goes when it is closed.
 */
void
tw_calendar_create_open (TwCalendarCreate   *self,
                         GtkWidget          *parent,
                         const GdkRectangle *rect)
{
  g_return_if_fail (TW_IS_CALENDAR_CREATE (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (self), rect);
  gtk_widget_set_parent (GTK_WIDGET (self), parent);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->title));
}

void
tw_calendar_create_save (TwCalendarCreate *self,
                         TwCalendarKind    kind,
                         const char       *title)
{
  g_return_if_fail (TW_IS_CALENDAR_CREATE (self));
  gtk_toggle_button_set_active (kind == TW_CALENDAR_TASK ? self->task : kind == TW_CALENDAR_CALL ? self->call : self->meeting, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->title), title);
  save (self, FALSE);
}

const char *
tw_calendar_create_get_warning (TwCalendarCreate *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_CREATE (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self->warning)) ? gtk_label_get_label (self->warning) : NULL;
}

GtkWidget *
tw_calendar_create_get_slots (TwCalendarCreate *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_CREATE (self), NULL);
  return GTK_WIDGET (self->slots);
}
