/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-designer.h"

#include <glib/gi18n-lib.h>

#include "tw-calculation-dialog.h"
#include "tw-chart.h"
#include "tw-drop-search.h"

struct _TwReportDesigner
{
  AdwBin         parent_instance;

  TwReportState *state;                                /* (owned) */
  TwSchema      *schema;                               /* (owned) (nullable) that of entity_list */
  GPtrArray     *entity_list;                          /* (owned) TwEntity, in the order of the list */
  GPtrArray     *period_list;                          /* (owned) char *: keys of dates; "" none */
  gboolean       filling;

  TwFieldTree   *tree;
  TwReportWell  *parts[TW_N_PARTS];                    /* children of wells */

  /* From the template. */
  GtkDropDown   *entities, *shows;
  AdwBin        *tree_bin;
  GtkWidget     *wells, *rows_row;
  GtkSwitch     *rows;
  GtkSpinButton *limit;
  AdwComboRow   *periods;
};

G_DEFINE_FINAL_TYPE (TwReportDesigner, tw_report_designer, ADW_TYPE_BIN)

static void
say (TwReportDesigner *self,
     const char       *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

/* --- What there is to choose --- */

static int
compare_labels (gconstpointer a,
                gconstpointer b)
{
  return g_utf8_collate (tw_entity_get_label (*(const TwEntity *const *) a, TRUE), tw_entity_get_label (*(const TwEntity *const *) b, TRUE));
}

static void
fill_entities (TwReportDesigner *self)
{
  TwSchema *schema = tw_report_state_get_schema (self->state);
  const TwEntity *now = tw_report_state_get_entity (self->state);
  g_autoptr(GtkStringList) titles = NULL;
  guint selected = GTK_INVALID_LIST_POSITION;

  if (self->schema != schema)
    {
      titles = gtk_string_list_new (NULL);
      tw_schema_ref (schema);
      g_clear_pointer (&self->schema, tw_schema_unref);
      self->schema = schema;
      g_ptr_array_set_size (self->entity_list, 0);
      for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
        {
          const TwEntity *entity = tw_schema_get_entity_at (schema, i);

          if (!entity->retired && (entity->group != NULL || g_str_equal (entity->key, "stage_time")))
            g_ptr_array_add (self->entity_list, (gpointer) entity);
        }
      g_ptr_array_sort (self->entity_list, compare_labels);
      /* A report may be about what the sidebar does not show. */
      if (now != NULL && !g_ptr_array_find (self->entity_list, now, NULL))
        g_ptr_array_add (self->entity_list, (gpointer) now);
      for (guint i = 0; i < self->entity_list->len; i++)
        gtk_string_list_append (titles, tw_entity_get_label (g_ptr_array_index (self->entity_list, i), TRUE));
      gtk_drop_down_set_model (self->entities, G_LIST_MODEL (titles));
    }
  for (guint i = 0; i < self->entity_list->len; i++)
    if (g_ptr_array_index (self->entity_list, i) == now)
      selected = i;
  gtk_drop_down_set_selected (self->entities, selected);
}

static const char *
get_show_label (const char *show)
{
  TwChartKind kind;

  if (g_str_equal (show, "table"))
    return _("Table");
  if (g_str_equal (show, "pivot"))
    return _("Pivot");
  return tw_chart_kind_parse (show, &kind) ? tw_chart_kind_get_label (kind) : show;
}

static void
fill_shows (TwReportDesigner *self)
{
  const char *const *shows = tw_report_list_shows ();
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; shows[i] != NULL; i++)
    gtk_string_list_append (titles, get_show_label (shows[i]));
  gtk_drop_down_set_model (self->shows, G_LIST_MODEL (titles));
}

static void
fill_periods (TwReportDesigner *self)
{
  const TwEntity *entity = tw_report_state_get_entity (self->state);
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->period_list, 0);
  g_ptr_array_add (self->period_list, g_strdup (""));
  gtk_string_list_append (titles, _("Any day"));
  for (guint i = 0; entity != NULL && i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if ((field->type != TW_TYPE_DATE && field->type != TW_TYPE_DATETIME) || field->hidden || field->retired || field->formula != NULL)
        continue;
      g_ptr_array_add (self->period_list, g_strdup (field->key));
      gtk_string_list_append (titles, tw_field_get_label (field));
    }
  adw_combo_row_set_model (self->periods, G_LIST_MODEL (titles));
}

/* --- What is chosen --- */

static void
show_choices (TwReportDesigner *self)
{
  const TwReport *report = tw_report_state_get_report (self->state);
  const char *const *shows = tw_report_list_shows ();
  gboolean table = tw_report_get_form (report) == TW_REPORT_TABLE;
  guint selected = 0;

  self->filling = TRUE;
  fill_entities (self);
  tw_field_tree_set_entity (self->tree, tw_report_state_get_schema (self->state), tw_report_state_get_entity (self->state));
  for (guint i = 0; shows[i] != NULL; i++)
    if (g_str_equal (shows[i], report->show != NULL ? report->show : "table"))
      selected = i;
  gtk_drop_down_set_selected (self->shows, selected);
  gtk_switch_set_active (self->rows, report->rows);
  gtk_spin_button_set_value (self->limit, report->limit);
  selected = 0;
  for (guint i = 0; i < self->period_list->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->period_list, i), report->period) == 0)
      selected = i;
  adw_combo_row_set_selected (self->periods, selected);
  gtk_widget_set_visible (self->rows_row, table && report->groups->len > 0);
  for (TwReportPart part = 0; part < TW_N_PARTS; part++)
    gtk_widget_set_visible (GTK_WIDGET (self->parts[part]), tw_report_part_is_used (report, part));
  self->filling = FALSE;
}

static void
filters_replaced_cb (TwReportDesigner *self)
{
  self->filling = TRUE;
  fill_periods (self);
  self->filling = FALSE;
}

/* Another kind of record has other fields: the report begins anew with its list columns. */
static void
entity_chosen_cb (TwReportDesigner *self)
{
  guint selected = gtk_drop_down_get_selected (self->entities);
  const TwReport *now = NULL;
  const TwEntity *entity = NULL;

  if (self->filling || self->state == NULL || selected >= self->entity_list->len)
    return;
  now = tw_report_state_get_report (self->state);
  entity = g_ptr_array_index (self->entity_list, selected);
  if (g_str_equal (entity->key, now->entity))
    return;
  tw_report_state_take (self->state, tw_report_new_listed (self->schema, entity));
}

static void
show_chosen_cb (TwReportDesigner *self)
{
  guint selected = gtk_drop_down_get_selected (self->shows);
  TwReport *report = NULL;

  if (self->filling || self->state == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  report = tw_report_state_dup_report (self->state);
  tw_report_set_show (report, tw_report_list_shows ()[selected]);
  tw_report_state_take (self->state, report);
}

static void
rows_chosen_cb (TwReportDesigner *self)
{
  TwReport *report = NULL;

  if (self->filling || self->state == NULL)
    return;
  report = tw_report_state_dup_report (self->state);
  report->rows = gtk_switch_get_active (self->rows);
  tw_report_state_take (self->state, report);
}

static void
limit_chosen_cb (TwReportDesigner *self)
{
  TwReport *report = NULL;

  if (self->filling || self->state == NULL)
    return;
  report = tw_report_state_dup_report (self->state);
  report->limit = (guint) gtk_spin_button_get_value_as_int (self->limit);
  tw_report_state_take_typed (self->state, report);
}

static void
period_chosen_cb (TwReportDesigner *self)
{
  guint selected = adw_combo_row_get_selected (self->periods);
  TwReport *report = NULL;

  if (self->filling || self->state == NULL || selected >= self->period_list->len)
    return;
  report = tw_report_state_dup_report (self->state);
  g_free (report->period);
  report->period = selected > 0 ? g_strdup (g_ptr_array_index (self->period_list, selected)) : NULL;
  tw_report_state_take (self->state, report);
}

/* --- Adding --- */

static void
add (TwReportDesigner *self,
     TwReportPart      part,
     const char       *value,
     const char       *label)
{
  g_autoptr(TwReport) report = tw_report_state_dup_report (self->state);
  g_autoptr(GError) error = NULL;

  if (tw_report_part_add (report, part, tw_report_state_get_schema (self->state), value, *label != '\0' ? label : NULL, G_MAXUINT, &error))
    tw_report_state_take (self->state, g_steal_pointer (&report));
  else
    say (self, error->message);
}

/* Enter puts a field where it most likely belongs: into the columns of a table, else to the values when it is a number. */
static void
chosen_cb (TwReportDesigner *self,
           const char       *value,
           const char       *label)
{
  const TwReport *report = tw_report_state_get_report (self->state);
  guint fitting = tw_report_fitting_totals (report, tw_report_state_get_schema (self->state), value, NULL);

  if (tw_report_get_form (report) == TW_REPORT_TABLE)
    add (self, TW_PART_COLUMNS, value, label);
  else
    add (self, (fitting & 1u << TW_AGGREGATE_SUM) != 0 ? TW_PART_VALUES : TW_PART_GROUPS, value, label);
}

static void
add_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  const char *part_name = NULL, *value = NULL, *label = NULL;
  TwReportPart part;

  g_variant_get (parameter, "(&s&s&s)", &part_name, &value, &label);
  if (tw_report_part_parse (part_name, &part))
    add (TW_REPORT_DESIGNER (widget), part, value, label);
}

static void
calculate (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwReportDesigner *self = TW_REPORT_DESIGNER (widget);

  gtk_window_present (GTK_WINDOW (tw_calculation_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->state)));
}

static void
search (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  gtk_widget_child_focus (GTK_WIDGET (TW_REPORT_DESIGNER (widget)->tree), GTK_DIR_TAB_FORWARD);
}

static const TwActionInfo infos[] = {
  { "designer.add", NULL, NULL, "(sss)", NULL, add_action },
  { "designer.calculate", N_("Add a calculated field to the report"), "<Control><Shift>k", NULL, NULL, calculate },
  { "designer.search", N_("Search the fields of the report"), "<Control>f", NULL, NULL, search },
};

const TwActionTable tw_report_designer_actions = { N_("Designing a report"), infos, G_N_ELEMENTS (infos) };

static void
tw_report_designer_dispose (GObject *object)
{
  TwReportDesigner *self = TW_REPORT_DESIGNER (object);

  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_REPORT_DESIGNER);
  g_clear_object (&self->state);
  g_clear_pointer (&self->entity_list, g_ptr_array_unref);
  g_clear_pointer (&self->period_list, g_ptr_array_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  G_OBJECT_CLASS (tw_report_designer_parent_class)->dispose (object);
}

static void
tw_report_designer_class_init (TwReportDesignerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_report_designer_dispose;
  tw_action_table_install (&tw_report_designer_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("report/tw-report-designer.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwReportDesigner, entities);
  gtk_widget_class_bind_template_child (widget_class, TwReportDesigner, shows);
  gtk_widget_class_bind_template_child (widget_class, TwReportDesigner, tree_bin);
  gtk_widget_class_bind_template_child (widget_class, TwReportDesigner, wells);
  gtk_widget_class_bind_template_child (widget_class, TwReportDesigner, rows_row);
  gtk_widget_class_bind_template_child (widget_class, TwReportDesigner, rows);
  gtk_widget_class_bind_template_child (widget_class, TwReportDesigner, limit);
  gtk_widget_class_bind_template_child (widget_class, TwReportDesigner, periods);
  gtk_widget_class_bind_template_callback (widget_class, entity_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, rows_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, limit_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, period_chosen_cb);
}

static void
tw_report_designer_init (TwReportDesigner *self)
{
  self->filling = TRUE;
  self->entity_list = g_ptr_array_new ();
  self->period_list = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_drop_search_enable (self->entities);
  self->tree = TW_FIELD_TREE (tw_field_tree_new ());
  adw_bin_set_child (self->tree_bin, GTK_WIDGET (self->tree));
  g_signal_connect_object (self->tree, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
}

/**
 * tw_report_designer_new:
 * @state: the report
 *
 * Returns: (transfer floating): where it is designed
 */
GtkWidget *
tw_report_designer_new (TwReportState *state)
{
  TwReportDesigner *self = g_object_new (TW_TYPE_REPORT_DESIGNER, NULL);

  self->state = g_object_ref (state);
  for (TwReportPart part = 0; part < TW_N_PARTS; part++)
    {
      self->parts[part] = TW_REPORT_WELL (tw_report_well_new (state, part));
      gtk_box_append (GTK_BOX (self->wells), GTK_WIDGET (self->parts[part]));
      g_signal_connect_object (self->parts[part], "said", G_CALLBACK (say), self, G_CONNECT_SWAPPED);
    }
  fill_shows (self);
  fill_periods (self);
  show_choices (self);
  g_signal_connect_object (state, "filters-replaced", G_CALLBACK (filters_replaced_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "changed", G_CALLBACK (show_choices), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * tw_report_designer_get_tree:
 * @self: a designer
 *
 * Returns: (transfer none): its fields
 */
TwFieldTree *
tw_report_designer_get_tree (TwReportDesigner *self)
{
  g_return_val_if_fail (TW_IS_REPORT_DESIGNER (self), NULL);
  return self->tree;
}

/**
 * tw_report_designer_get_well:
 * @self: a designer
 * @part: a part of the report
 *
 * Returns: (transfer none): its list
 */
TwReportWell *
tw_report_designer_get_well (TwReportDesigner *self,
                             TwReportPart      part)
{
  g_return_val_if_fail (TW_IS_REPORT_DESIGNER (self), NULL);
  return self->parts[part];
}

/**
 * tw_report_designer_choose:
 * @self: a designer
 * @list: "entities", "shows" or "periods"
 * @words: what is chosen from it
 *
 * Returns: whether it was there to be chosen
 */
gboolean
tw_report_designer_choose (TwReportDesigner *self,
                           const char       *list,
                           const char       *words)
{
  gboolean periods = g_str_equal (list, "periods");
  GtkDropDown *drop_down = g_str_equal (list, "entities") ? self->entities : self->shows;
  GListModel *model = periods ? adw_combo_row_get_model (self->periods) : gtk_drop_down_get_model (drop_down);

  g_return_val_if_fail (TW_IS_REPORT_DESIGNER (self), FALSE);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (model), i), words))
      {
        if (periods)
          adw_combo_row_set_selected (self->periods, i);
        else
          gtk_drop_down_set_selected (drop_down, i);
        return TRUE;
      }
  return FALSE;
}
