/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-figures-table.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "tw-field-text.h"
#include "tw-list-cell.h"
#include "tw-number.h"

#define STAGE_CHARS 10                                 /* of a stage's name that are seen however little room there is */
#define MAX_LINES 30                                   /* of a table; the rest is one line together */

struct _TwFiguresTable
{
  AdwBin         parent_instance;

  TwWorkspace   *workspace;                            /* (owned) */
  TwFiguresKind  kind;
  GtkGrid       *grid;                                 /* child */
  int            row;
};

G_DEFINE_FINAL_TYPE (TwFiguresTable, tw_figures_table, ADW_TYPE_BIN)

/**
 * tw_figures_dup_days:
 * @days: a length of time
 *
 * Returns: (transfer full): how long it is, in days or hours
 */
char *
tw_figures_dup_days (double days)
{
  gint64 hours = (gint64) (days * 24);

  if (days >= 1)
    /* Translators: a number of days, short. */
    return g_strdup_printf (_("%.1f d"), days);
  /* Translators: a number of hours, short. */
  return hours > 0 ? g_strdup_printf (_("%" PRId64 " h"), hours) : g_strdup (_("< 1 h"));
}

static GtkWidget *
add_label (TwFiguresTable *self,
           int             column,
           const char     *text,
           gboolean        number)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (number)
    tw_label_align_number (GTK_LABEL (label));
  gtk_label_set_ellipsize (GTK_LABEL (label), number ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, column == 0);
  if (number)
    gtk_widget_add_css_class (label, "numeric");
  gtk_grid_attach (self->grid, label, column, self->row, 1, 1);
  return label;
}

static void
add_number (TwFiguresTable *self,
            int             column,
            gint64          number,
            const char     *style)
{
  g_autofree char *text = g_strdup_printf ("%'" G_GINT64_FORMAT, number);
  GtkWidget *label = add_label (self, column, text, TRUE);

  if (number == 0)
    gtk_widget_add_css_class (label, "dim-label");
  else if (style != NULL)
    gtk_widget_add_css_class (label, style);
}

static void
add_head (TwFiguresTable    *self,
          const char *const *titles)
{
  for (int i = 0; titles[i] != NULL; i++)
    {
      GtkWidget *label = add_label (self, i, titles[i], i > 0);

      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "caption");
    }
  self->row++;
}

/* The sums of all currencies in that of the workspace, in whole units; (nullable): a rate is missing */
static char *
dup_sum (TwFiguresTable *self,
         GArray         *sums,
         const TwField  *field)
{
  TwMoney money;

  if (sums == NULL || sums->len == 0 || field == NULL)
    return NULL;
  if (field->type != TW_TYPE_MONEY)
    return tw_field_dup_text (field, &g_array_index (sums, TwValue, 0), NULL);
  if (!tw_group_total (tw_workspace_get_store (self->workspace), sums, tw_workspace_get_currency (self->workspace), &money))
    return NULL;
  return tw_money_dup_whole (&money);
}

/* --- Lines --- */

static void
add_rate (TwFiguresTable *self,
          int             column,
          gint64          part,
          gint64          rest)
{
  double rate = tw_figure_rate (part, rest);
  g_autofree char *text = rate < 0 ? g_strdup ("–") : tw_number_format (&(const TwNumberUnit) { TW_NUMBER_PERCENT, 0 }, round (rate * 100), FALSE);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3), *label = gtk_label_new (text), *bar = gtk_level_bar_new ();

  tw_label_align_number (GTK_LABEL (label));
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_size_request (bar, 60, -1);
  gtk_widget_add_css_class (bar, "tw-figures-bar");
  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), MAX (rate, 0));
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_grid_attach (self->grid, box, column, self->row, 1, 1);
}

static void
add_title (TwFiguresTable     *self,
           const TwFigureLine *line)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (*line->title != '\0' ? line->title : tw_value_is_null (&line->key) ? _("None") : _("Without a name"));

  if (line->color != NULL && *line->color != '#')
    {
      GtkWidget *dot = gtk_label_new ("●");
      g_autofree char *style = g_strconcat ("tw-color-", line->color, NULL);

      gtk_widget_add_css_class (dot, style);
      gtk_box_append (GTK_BOX (box), dot);
    }
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  /* A stage is known by its name: the sums beside it give way first. */
  if (self->kind == TW_FIGURES_PIPELINE)
    gtk_label_set_width_chars (GTK_LABEL (label), (int) MIN (g_utf8_strlen (gtk_label_get_label (GTK_LABEL (label)), -1), STAGE_CHARS));
  if (*line->title == '\0')
    gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_grid_attach (self->grid, box, 0, self->row, 1, 1);
}

static void
add_pipeline_line (TwFiguresTable     *self,
                   const TwFigureLine *line,
                   const TwField      *value)
{
  g_autofree char *sum = dup_sum (self, line->sums, value), *weighted = dup_sum (self, line->weighted, value);
  g_autofree char *days = line->n_stays > 0 ? tw_figures_dup_days (line->days) : NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *label = gtk_label_new (sum != NULL ? sum : "–");

  add_number (self, 1, line->count, NULL);
  tw_label_align_number (GTK_LABEL (label));
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  if (weighted != NULL)
    {
      g_autofree char *words = g_strdup_printf (_("weighted %s"), weighted);

      label = gtk_label_new (words);
      tw_label_align_number (GTK_LABEL (label));
      gtk_widget_add_css_class (label, "numeric");
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "caption");
      /* In two lines rather than at the cost of the stage's name. */
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_grid_attach (self->grid, box, 2, self->row, 1, 1);
  add_label (self, 3, days != NULL ? days : "–", TRUE);
}

static void
add_line (TwFiguresTable     *self,
          const TwFigureLine *line,
          const TwField      *value)
{
  add_title (self, line);
  switch (self->kind)
    {
    case TW_FIGURES_PIPELINE:
      add_pipeline_line (self, line, value);
      break;
    case TW_FIGURES_WINS:
      add_number (self, 1, line->won, NULL);
      add_number (self, 2, line->lost, NULL);
      add_rate (self, 3, line->won, line->lost);
      break;
    case TW_FIGURES_TASKS:
      add_number (self, 1, line->open, NULL);
      add_number (self, 2, line->overdue, "error");
      add_number (self, 3, line->done, NULL);
      add_rate (self, 4, line->done, line->open);
      break;
    case TW_FIGURES_LEADS:
      add_number (self, 1, line->open, NULL);
      add_number (self, 2, line->quiet, NULL);
      add_number (self, 3, line->overdue, "error");
      break;
    case TW_FIGURES_ACTIVITIES:
      add_number (self, 1, line->count, NULL);
      add_number (self, 2, line->seconds / 60, NULL);
      add_rate (self, 3, line->won, line->lost);
      add_rate (self, 4, line->other_won, line->other_lost);
      break;
    }
  self->row++;
}

static void
tw_figures_table_dispose (GObject *object)
{
  g_clear_object (&TW_FIGURES_TABLE (object)->workspace);
  G_OBJECT_CLASS (tw_figures_table_parent_class)->dispose (object);
}

static void
tw_figures_table_class_init (TwFiguresTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_figures_table_dispose;
}

static void
tw_figures_table_init (TwFiguresTable *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "tw-figures-table");
}

/**
 * tw_figures_table_new:
 * @workspace: the workspace
 * @kind: what its lines tell
 *
 * Returns: (transfer floating): a table without lines; lines come from data, so it is built in code
 */
TwFiguresTable *
tw_figures_table_new (TwWorkspace   *workspace,
                      TwFiguresKind  kind)
{
  TwFiguresTable *self = g_object_new (TW_TYPE_FIGURES_TABLE, NULL);

  self->workspace = g_object_ref (workspace);
  self->kind = kind;
  return self;
}

static void
show_empty (TwFiguresTable *self)
{
  GtkWidget *label = gtk_label_new (_("There is nothing to count yet."));

  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  adw_bin_set_child (ADW_BIN (self), label);
}

/**
 * tw_figures_table_show:
 * @self: a table
 * @lines: (element-type TwFigureLine): its lines
 * @value: (nullable): the field that is summed
 * @first: heading of the first column
 *
 * Shows figures. Of very many lines the first ones are shown, which are those with most.
 */
void
tw_figures_table_show (TwFiguresTable *self,
                       GPtrArray      *lines,
                       const TwField  *value,
                       const char     *first)
{
  const char *const pipeline[] = { first, C_("records", "Open"), _("Amount"), _("Days"), NULL };
  const char *const wins[] = { first, _("Won"), _("Lost"), _("Rate"), NULL };
  const char *const tasks[] = { first, C_("records", "Open"), _("Overdue"), _("Done"), _("Rate"), NULL };
  /* Translators: leads with which nothing happened for two weeks, and those whose next call or visit is overdue. */
  const char *const leads[] = { first, C_("records", "Open"), _("Left alone"), _("Missed"), NULL };
  const char *const activities[] = { first, _("Count"), _("Minutes"), _("Won with"), _("Without"), NULL };
  const char *const *const heads[] = { pipeline, wins, tasks, leads, activities };

  g_return_if_fail (TW_IS_FIGURES_TABLE (self));
  if (lines->len == 0)
    {
      show_empty (self);
      return;
    }
  self->row = 0;
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_grid_set_row_spacing (self->grid, 9);
  add_head (self, heads[self->kind]);
  for (guint i = 0; i < MIN (lines->len, MAX_LINES); i++)
    add_line (self, g_ptr_array_index (lines, i), value);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->grid));
}
