/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-first-steps-list.h"

#include <glib/gi18n-lib.h>

#include "tw-column.h"
#include "tw-first-steps.h"
#include "tw-task.h"
#include "tw-tip.h"

#define HIDDEN_KEY "first-steps-hidden"
#define MOST_DONE  2

struct _TwFirstStepsList
{
  AdwBin        parent_instance;

  TwWorkspace  *workspace;                             /* (owned) */
  GCancellable *cancellable;                           /* (owned) */
  guint         done;
  gboolean      was_read;
  gboolean      wanted;                                /* most was still to do when it was read first */
  gboolean      reading;
  gboolean      again;                                 /* something changed while it was being read */

  GtkListBox   *list;
};

G_DEFINE_FINAL_TYPE (TwFirstStepsList, tw_first_steps_list, ADW_TYPE_BIN)

static guint
get_all (void)
{
  guint n_steps = 0;

  tw_first_steps_get (&n_steps);
  return (1u << n_steps) - 1;
}

static gboolean
is_hidden (TwFirstStepsList *self)
{
  return g_settings_get_boolean (tw_workspace_get_settings (self->workspace), HIDDEN_KEY);
}

static void
show_step (TwFirstStepsList *self,
           guint             i)
{
  guint n_steps = 0;
  const TwFirstStep *step = &tw_first_steps_get (&n_steps)[i];
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);
  GtkWidget *icon = g_object_get_data (G_OBJECT (row), "icon");
  gboolean done = (self->done & (1u << i)) != 0;
  g_autofree char *name = NULL;

  gtk_image_set_from_icon_name (GTK_IMAGE (icon), done ? "object-select-symbolic" : "go-next-symbolic");
  name = done ? g_strdup_printf ("%s, %s", _(step->title), _("Done")) : g_strdup (_(step->title));
  if (done)
    gtk_widget_add_css_class (GTK_WIDGET (row), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* The row has no call for it: a title in one line is still broken into lines, dozens of times, to find the width that it needs. */
static void
keep_in_line (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    gtk_label_set_wrap (GTK_LABEL (widget), FALSE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    keep_in_line (child);
}

/* Most people never see them: they are made when they are. */
static void
make_rows (TwFirstStepsList *self)
{
  guint n_steps = 0;
  const TwFirstStep *steps = tw_first_steps_get (&n_steps);

  for (guint i = 0; i < n_steps; i++)
    {
      GtkWidget *row = adw_action_row_new (), *icon = gtk_image_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(steps[i].title));
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
      tw_tip_set (row, _(steps[i].title));
      keep_in_line (row);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
      g_object_set_data (G_OBJECT (row), "icon", icon);
      gtk_list_box_append (self->list, row);
    }
}

static void
update (TwFirstStepsList *self)
{
  gboolean shown = self->wanted && self->done != get_all () && !is_hidden (self);
  guint n_steps = 0;

  if (shown && gtk_list_box_get_row_at_index (self->list, 0) == NULL)
    make_rows (self);
  tw_first_steps_get (&n_steps);
  for (guint i = 0; i < n_steps && gtk_list_box_get_row_at_index (self->list, 0) != NULL; i++)
    show_step (self, i);
  gtk_widget_set_visible (GTK_WIDGET (self), shown);
}

static void
set_done (TwFirstStepsList *self,
          guint             done)
{
  self->done = done;
  /* Who has begun to work needs no first steps; but what ticks itself before one's eyes stays. */
  if (!self->was_read)
    self->wanted = __builtin_popcount (self->done) <= MOST_DONE;
  self->was_read = TRUE;
  update (self);
}

static void read_steps (TwFirstStepsList *self);

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  guint done = 0;

  if (tw_first_steps_read (data, &done, &error))
    g_task_return_int (task, done);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwFirstStepsList *self = TW_FIRST_STEPS_LIST (source);
  g_autoptr(GError) error = NULL;
  gssize done = g_task_propagate_int (G_TASK (result), &error);

  self->reading = FALSE;
  /* What cannot be read is not offered. */
  if (error != NULL)
    return;
  set_done (self, done);
  if (self->again)
    read_steps (self);
}

static void
read_steps (TwFirstStepsList *self)
{
  g_autoptr(GTask) task = NULL;

  self->again = self->reading;
  if (self->reading || is_hidden (self))
    return;
  self->reading = TRUE;
  task = g_task_new (self, self->cancellable, read_cb, NULL);
  g_task_set_task_data (task, g_object_ref (tw_workspace_get_store (self->workspace)), g_object_unref);
  tw_task_run_in_thread (task, read_thread);
}

static void
committed_cb (TwFirstStepsList *self,
              TwCommit         *commit)
{
  guint n_steps = 0;
  const TwFirstStep *steps = tw_first_steps_get (&n_steps);
  TwSchema *schema = tw_workspace_get_schema (self->workspace);

  for (guint i = 0; i < n_steps; i++)
    {
      const TwEntity *entity = tw_schema_get_entity (schema, steps[i].entity);

      if (entity != NULL && tw_commit_touches (commit, entity))
        {
          read_steps (self);
          return;
        }
    }
}

static void
row_activated_cb (TwFirstStepsList *self,
                  GtkListBoxRow    *row)
{
  guint n_steps = 0;
  const TwFirstStep *step = &tw_first_steps_get (&n_steps)[gtk_list_box_row_get_index (row)];

  gtk_widget_activate_action (GTK_WIDGET (self), step->action, "s", step->target);
}

static void
tw_first_steps_list_dispose (GObject *object)
{
  TwFirstStepsList *self = TW_FIRST_STEPS_LIST (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_FIRST_STEPS_LIST);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_first_steps_list_parent_class)->dispose (object);
}

static void
tw_first_steps_list_finalize (GObject *object)
{
  g_clear_object (&TW_FIRST_STEPS_LIST (object)->cancellable);
  G_OBJECT_CLASS (tw_first_steps_list_parent_class)->finalize (object);
}

static void
tw_first_steps_list_class_init (TwFirstStepsListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_first_steps_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_first_steps_list_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("today/tw-first-steps-list.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFirstStepsList, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
tw_first_steps_list_init (TwFirstStepsList *self)
{
  self->cancellable = g_cancellable_new ();
  g_type_ensure (TW_TYPE_COLUMN);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_first_steps_list_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): the list, which is told once what is done and then follows what people do
 */
GtkWidget *
tw_first_steps_list_new (TwWorkspace *workspace)
{
  TwFirstStepsList *self = g_object_new (TW_TYPE_FIRST_STEPS_LIST, "visible", FALSE, NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (tw_workspace_get_store (workspace), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * tw_first_steps_list_is_wanted:
 * @self: the list
 *
 * Returns: whether it is not put away
 */
gboolean
tw_first_steps_list_is_wanted (TwFirstStepsList *self)
{
  g_return_val_if_fail (TW_IS_FIRST_STEPS_LIST (self), FALSE);
  return !is_hidden (self);
}

/**
 * tw_first_steps_list_take:
 * @self: the list
 * @done: bit i is set when step i is done
 *
 * Shows what was read elsewhere, when it was made.
 */
void
tw_first_steps_list_take (TwFirstStepsList *self,
                          guint             done)
{
  g_return_if_fail (TW_IS_FIRST_STEPS_LIST (self));
  /* What it has read itself meanwhile is newer. */
  if (!self->was_read)
    set_done (self, done);
}

/**
 * tw_first_steps_list_get_done:
 * @self: the list
 *
 * Returns: bit i is set when step i is done
 */
guint
tw_first_steps_list_get_done (TwFirstStepsList *self)
{
  g_return_val_if_fail (TW_IS_FIRST_STEPS_LIST (self), 0);
  return self->done;
}

/**
 * tw_first_steps_list_hide:
 * @self: the list
 *
 * Puts it away for good; the settings of this computer remember it.
 */
void
tw_first_steps_list_hide (TwFirstStepsList *self)
{
  g_return_if_fail (TW_IS_FIRST_STEPS_LIST (self));
  g_settings_set_boolean (tw_workspace_get_settings (self->workspace), HIDDEN_KEY, TRUE);
  update (self);
}
