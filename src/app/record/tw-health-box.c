/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-health-box.h"

#include <glib/gi18n-lib.h>

#include "tw-health.h"
#include "tw-list-cell.h"
#include "tw-task.h"

#define LEFT_TO_RIGHT_MARK "\342\200\216"

struct _TwHealthBox
{
  AdwBin       parent_instance;

  TwWorkspace *workspace;                              /* (owned) (nullable) after dispose */
  guint        round;                                  /* of the newest reading */
  gint64       score;                                  /* that is shown; -1: none */
  char        *shown;                                  /* (owned) (nullable) all that is shown, as text: what is the same stays as it is */
};

G_DEFINE_FINAL_TYPE (TwHealthBox, tw_health_box, ADW_TYPE_BIN)

typedef struct
{
  TwStore   *store;                                    /* (owned) */
  TwRecord  *record;                                   /* (owned) read again, for the thread alone */
  TwSchema  *schema;                                   /* (owned) that of entity */
  const TwEntity *entity;
  TwId       id;
  guint      round;

  gint64     score, stored;                            /* the answer; stored -1: empty */
  GPtrArray *parts;                                    /* (owned) (nullable) TwHealthPart */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->parts, g_ptr_array_unref);
  g_clear_object (&reading->record);
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
  g_autoptr(TwHealthRules) rules = tw_health_rules_read (reading->store, reading->entity, &error);
  const TwValue *stored = NULL;

  if (rules != NULL)
    reading->record = tw_store_get (reading->store, reading->entity, &reading->id, &error);
  if (reading->record == NULL || !tw_health_rules_work_out (rules, reading->record, &reading->score, &reading->parts, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  stored = tw_record_get (reading->record, tw_health_get_field (tw_record_get_entity (reading->record)));
  reading->stored = stored->type == TW_TYPE_INTEGER ? stored->i : -1;
  g_task_return_boolean (task, TRUE);
}

/* --- Lines --- */

static char *
dup_points (const TwHealthPart *part)
{
  /* Where text runs from right to left the sign stays before its number. */
  const char *mark = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL ? LEFT_TO_RIGHT_MARK : "";

  return g_strdup_printf ("%s%s%" G_GINT64_FORMAT, mark, part->points < 0 ? "−" : "+", ABS (part->points));
}

static void
add_line (GtkGrid            *grid,
          int                 row,
          const TwHealthPart *part)
{
  GtkWidget *name = gtk_label_new (part->name), *points = NULL;
  g_autofree char *text = dup_points (part);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_widget_set_hexpand (name, TRUE);
  points = gtk_label_new (part->mistake != NULL ? _("Cannot be evaluated") : text);
  gtk_widget_set_valign (points, GTK_ALIGN_START);
  tw_label_align_number (GTK_LABEL (points));
  gtk_widget_add_css_class (points, "numeric");
  if (part->mistake != NULL)
    {
      gtk_widget_add_css_class (points, "warning");
      gtk_widget_set_tooltip_text (points, part->mistake);
    }
  gtk_grid_attach (grid, name, 0, row, 1, 1);
  gtk_grid_attach (grid, points, 1, row, 1, 1);
}

/* Those that count, or those that do not. */
static GtkWidget *
make_grid (GPtrArray *parts,
           gboolean   counting,
           int       *n)
{
  GtkWidget *grid = gtk_grid_new ();

  *n = 0;
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  for (guint i = 0; i < parts->len; i++)
    {
      const TwHealthPart *part = g_ptr_array_index (parts, i);

      if ((part->counts || part->mistake != NULL) == counting)
        add_line (GTK_GRID (grid), (*n)++, part);
    }
  return g_object_ref_sink (grid);
}

static GtkWidget *
make_heading (Reading *reading)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *heading = gtk_label_new (_("Health")), *score = NULL;
  /* Translators: a score, such as "78 of 100". */
  g_autofree char *text = g_strdup_printf (_("%d of 100"), (int) reading->score);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_add_css_class (heading, "tw-section-heading");
  gtk_box_append (GTK_BOX (box), heading);
  if (reading->score >= 0)
    {
      score = gtk_label_new (text);
      gtk_widget_add_css_class (score, "numeric");
      gtk_box_append (GTK_BOX (box), score);
    }
  return box;
}

static GtkWidget *
make_button (const char *label,
             const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static void
add_text (GtkBox     *box,
          const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (box, label);
}

static void
add_foot (GtkBox  *box,
          Reading *reading)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  if (reading->parts->len == 0)
    add_text (box, _("No rule says how it is worked out."));
  else if (reading->score < 0)
    add_text (box, _("A rule cannot be evaluated here, so there is no score."));
  else if (reading->stored != reading->score)
    {
      g_autofree char *text = reading->stored < 0 ? g_strdup (_("The record does not say it yet."))
                              : g_strdup_printf (_("The record says %d."), (int) reading->stored);

      add_text (box, text);
      gtk_box_append (GTK_BOX (buttons), make_button (_("_Write It There"), "record.work-out-health"));
    }
  if (reading->parts->len == 0 && tw_health_has_ready_rules (reading->entity))
    gtk_box_append (GTK_BOX (buttons), make_button (_("_Add the Ready Rules"), "record.add-health-rules"));
  gtk_box_append (GTK_BOX (buttons), make_button (_("_Rules…"), "win.open-view::health_rule"));
  gtk_box_append (box, buttons);
}

static GtkWidget *
make_content (Reading *reading)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autoptr(GtkWidget) counting = NULL;
  g_autoptr(GtkWidget) others = NULL;
  int n = 0, n_others = 0;

  counting = make_grid (reading->parts, TRUE, &n);
  others = make_grid (reading->parts, FALSE, &n_others);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "tw-figures-table");
  gtk_box_append (GTK_BOX (box), make_heading (reading));
  if (n > 0)
    gtk_box_append (GTK_BOX (card), counting);
  if (n_others > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%d rule does not apply", "%d rules do not apply", n_others), n_others);
      GtkWidget *expander = gtk_expander_new (text);

      gtk_expander_set_child (GTK_EXPANDER (expander), others);
      gtk_box_append (GTK_BOX (card), expander);
    }
  add_foot (GTK_BOX (card), reading);
  gtk_box_append (GTK_BOX (box), card);
  return box;
}

static char *
dup_shown (Reading *reading)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", reading->score, reading->stored);
  for (guint i = 0; i < reading->parts->len; i++)
    {
      const TwHealthPart *part = g_ptr_array_index (reading->parts, i);

      g_string_append_printf (text, "%s\t%" G_GINT64_FORMAT "\t%d\t%s\n", part->name, part->points, part->counts, part->mistake != NULL ? part->mistake : "");
    }
  return g_string_free (text, FALSE);
}

/* --- Reading --- */

static void
hide (TwHealthBox *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_pointer (&self->shown, g_free);
  self->score = -1;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwHealthBox *self = TW_HEALTH_BOX (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  gboolean done = g_task_propagate_boolean (G_TASK (result), NULL);
  g_autofree char *shown = NULL;
  gboolean had_focus = FALSE;

  if (reading->round != self->round || self->workspace == NULL)
    return;
  if (!done)
    {
      hide (self);
      return;
    }
  shown = dup_shown (reading);
  if (g_strcmp0 (shown, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&shown);
  self->score = reading->score;
  had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;
  adw_bin_set_child (ADW_BIN (self), make_content (reading));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  if (had_focus)
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
tw_health_box_dispose (GObject *object)
{
  TwHealthBox *self = TW_HEALTH_BOX (object);

  g_clear_object (&self->workspace);
  g_clear_pointer (&self->shown, g_free);
  G_OBJECT_CLASS (tw_health_box_parent_class)->dispose (object);
}

static void
tw_health_box_class_init (TwHealthBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_health_box_dispose;
}

static void
tw_health_box_init (TwHealthBox *self)
{
  self->score = -1;
  gtk_widget_add_css_class (GTK_WIDGET (self), "tw-side-part");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * tw_health_box_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): nothing yet
 */
TwHealthBox *
tw_health_box_new (TwWorkspace *workspace)
{
  TwHealthBox *self = g_object_new (TW_TYPE_HEALTH_BOX, NULL);

  self->workspace = g_object_ref (workspace);
  return self;
}

/**
 * tw_health_box_set_record:
 * @self: a box
 * @record: (nullable): a record
 *
 * Asks the rules in the background, and shows what they say. What is shown stays until then.
 */
void
tw_health_box_set_record (TwHealthBox *self,
                          TwRecord    *record)
{
  const TwEntity *entity = record != NULL ? tw_record_get_entity (record) : NULL;
  g_autoptr(GTask) task = NULL;
  Reading *reading = NULL;

  g_return_if_fail (TW_IS_HEALTH_BOX (self));
  self->round++;
  if (self->workspace == NULL || entity == NULL || tw_health_get_field (entity) == NULL)
    {
      hide (self);
      return;
    }
  reading = g_new0 (Reading, 1);
  reading->store = g_object_ref (tw_workspace_get_store (self->workspace));
  reading->schema = tw_schema_ref ((TwSchema *) entity->schema);
  reading->entity = entity;
  reading->id = *tw_record_get_id (record);
  reading->round = self->round;
  task = g_task_new (self, NULL, read_cb, NULL);
  g_task_set_source_tag (task, tw_health_box_set_record);
  g_task_set_task_data (task, reading, reading_free);
  tw_task_run_in_thread (task, read_thread);
}

/**
 * tw_health_box_get_score:
 * @self: a box
 *
 * Returns: what the rules say of the record that is shown; -1 when there are none, or they were not asked yet
 */
gint64
tw_health_box_get_score (TwHealthBox *self)
{
  g_return_val_if_fail (TW_IS_HEALTH_BOX (self), -1);
  return self->score;
}
