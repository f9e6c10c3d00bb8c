/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-stage-times-box.h"

#include <glib/gi18n-lib.h>

#include "tw-figures-table.h"
#include "tw-stage-times.h"
#include "tw-task.h"
#include "tw-list-cell.h"

struct _TwStageTimesBox
{
  AdwBin       parent_instance;

  TwWorkspace *workspace;                              /* (owned) (nullable) after dispose */
  guint        round;                                  /* of the newest reading */
};

G_DEFINE_FINAL_TYPE (TwStageTimesBox, tw_stage_times_box, ADW_TYPE_BIN)

typedef struct
{
  TwStore       *store;                                /* (owned) */
  TwSchema      *schema;                               /* (owned) that of group */
  const TwField *group;
  TwId           record;
  guint          round;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  tw_schema_unref (reading->schema);
  g_object_unref (reading->store);
  g_free (reading);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;
  GPtrArray *times = tw_stage_times_list (reading->store, reading->group, &reading->record, g_get_real_time (), &error);

  if (times != NULL)
    g_task_return_pointer (task, times, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* --- Lines --- */

static void
add_line (GtkGrid           *grid,
          int                row,
          const TwStageTime *time,
          double             longest)
{
  GtkWidget *title = gtk_label_new (time->title), *bar = gtk_level_bar_new (), *label = NULL;
  g_autofree char *days = tw_figures_dup_days (time->days), *words = NULL;

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  if (time->now)
    gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_size_request (bar, 70, -1);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (bar, "tw-figures-bar");
  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), longest > 0 ? time->days / longest : 0);
  /* Translators: 1 a stage, 2 how long a record was there. */
  words = g_strdup_printf (_("%1$s: %2$s"), time->title, days);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  label = gtk_label_new (days);
  tw_label_align_number (GTK_LABEL (label));
  gtk_widget_add_css_class (label, "numeric");
  gtk_grid_attach (grid, title, 0, row, 1, 1);
  gtk_grid_attach (grid, bar, 1, row, 1, 1);
  gtk_grid_attach (grid, label, 2, row, 1, 1);
  if (time->now)
    gtk_widget_set_tooltip_text (title, _("It is here now"));
}

static GtkWidget *
make_table (GPtrArray *times)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *heading = gtk_label_new (_("Time per Stage"));
  GtkWidget *grid = gtk_grid_new ();
  double longest = 0;

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_add_css_class (heading, "tw-section-heading");
  gtk_grid_set_column_spacing (GTK_GRID (grid), 9);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_widget_add_css_class (grid, "card");
  gtk_widget_add_css_class (grid, "tw-figures-table");
  for (guint i = 0; i < times->len; i++)
    longest = MAX (longest, ((TwStageTime *) g_ptr_array_index (times, i))->days);
  for (guint i = 0; i < times->len; i++)
    add_line (GTK_GRID (grid), i, g_ptr_array_index (times, i), longest);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), grid);
  return box;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwStageTimesBox *self = TW_STAGE_TIMES_BOX (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr(GPtrArray) times = g_task_propagate_pointer (G_TASK (result), NULL);

  if (reading->round != self->round || self->workspace == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self), times != NULL && times->len > 0);
  adw_bin_set_child (ADW_BIN (self), times != NULL && times->len > 0 ? make_table (times) : NULL);
}

static void
tw_stage_times_box_dispose (GObject *object)
{
  g_clear_object (&TW_STAGE_TIMES_BOX (object)->workspace);
  G_OBJECT_CLASS (tw_stage_times_box_parent_class)->dispose (object);
}

static void
tw_stage_times_box_class_init (TwStageTimesBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_stage_times_box_dispose;
}

static void
tw_stage_times_box_init (TwStageTimesBox *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "tw-side-part");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * tw_stage_times_box_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): nothing yet
 */
TwStageTimesBox *
tw_stage_times_box_new (TwWorkspace *workspace)
{
  TwStageTimesBox *self = g_object_new (TW_TYPE_STAGE_TIMES_BOX, NULL);

  self->workspace = g_object_ref (workspace);
  return self;
}

/**
 * tw_stage_times_box_set_record:
 * @self: a box
 * @record: (nullable): a record
 *
 * Reads in the background how long the record was where, and shows it.
 */
void
tw_stage_times_box_set_record (TwStageTimesBox *self,
                               TwRecord        *record)
{
  const TwField *group = record != NULL ? tw_record_get_entity (record)->board_field : NULL;
  g_autoptr(GTask) task = NULL;
  Reading *reading = NULL;

  g_return_if_fail (TW_IS_STAGE_TIMES_BOX (self));
  self->round++;
  if (self->workspace == NULL || group == NULL || !tw_stage_can_group (group) || tw_stage_get_times_entity (group, NULL) == NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }
  reading = g_new0 (Reading, 1);
  reading->store = g_object_ref (tw_workspace_get_store (self->workspace));
  reading->schema = tw_schema_ref ((TwSchema *) group->entity->schema);
  reading->group = group;
  reading->record = *tw_record_get_id (record);
  reading->round = self->round;
  task = g_task_new (self, NULL, read_cb, NULL);
  g_task_set_source_tag (task, tw_stage_times_box_set_record);
  g_task_set_task_data (task, reading, reading_free);
  tw_task_run_in_thread (task, read_thread);
}
