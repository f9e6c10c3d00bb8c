/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-part-editor.h"

#include <glib/gi18n-lib.h>

static const char *const grains[] = { N_("By day"), N_("By week"), N_("By month"), N_("By quarter"), N_("By year") };
/* In the order in which people think of them. */
static const TwAggregate column_totals[] = { TW_AGGREGATE_SUM, TW_AGGREGATE_AVERAGE, TW_AGGREGATE_MIN, TW_AGGREGATE_MAX, TW_AGGREGATE_COUNT };
static const TwAggregate value_aggregates[] = { TW_AGGREGATE_SUM, TW_AGGREGATE_AVERAGE, TW_AGGREGATE_MIN, TW_AGGREGATE_MAX };

struct _TwPartEditor
{
  GtkPopover     parent_instance;

  TwReportState *state;                                /* (owned) */
  TwReportPart   part;
  guint          i;
  gboolean       filling;

  GtkBox        *box;
  GtkWidget     *label, *value, *where, *grain, *falling, *aggregate;   /* (nullable) each */
  GtkWidget     *totals[TW_N_AGGREGATES];              /* (nullable) */
  GtkLabel      *problem;
};

G_DEFINE_FINAL_TYPE (TwPartEditor, tw_part_editor, GTK_TYPE_POPOVER)

/* --- Reading what is chosen --- */

static void
put_text (char     **text,
          GtkWidget *entry)
{
  g_autofree char *now = NULL;

  if (entry == NULL)
    return;
  now = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  g_free (*text);
  *text = *now != '\0' ? g_steal_pointer (&now) : NULL;
}

/* What cannot be empty stays as it was until something stands there. */
static void
put_value (char     **text,
           GtkWidget *entry)
{
  g_autofree char *now = g_strdup (*text);

  if (entry == NULL)
    return;
  put_text (text, entry);
  if (*text == NULL)
    *text = g_steal_pointer (&now);
}

static void
read_column (TwPartEditor   *self,
             TwReportColumn *column)
{
  put_text (&column->label, self->label);
  put_value (&column->value, self->value);
  column->totals = 0;
  for (TwAggregate aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
    if (self->totals[aggregate] != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->totals[aggregate])))
      column->totals |= 1u << aggregate;
}

static void
read_group (TwPartEditor  *self,
            TwReportGroup *group)
{
  put_text (&group->label, self->label);
  put_value (&group->by, self->value);
  group->descending = gtk_switch_get_active (GTK_SWITCH (self->falling));
  if (self->grain != NULL)
    group->grain = TW_GRAIN_DAY + gtk_drop_down_get_selected (GTK_DROP_DOWN (self->grain));
}

static void
read_measure (TwPartEditor  *self,
              TwReportValue *value)
{
  put_text (&value->label, self->label);
  put_text (&value->where, self->where);
  put_value (&value->measure, self->value);
  if (self->aggregate != NULL)
    value->aggregate = value_aggregates[MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->aggregate)), G_N_ELEMENTS (value_aggregates) - 1)];
}

static void
show_problem (TwPartEditor *self)
{
  g_autoptr(GError) error = NULL;

  tw_report_check (tw_report_state_get_report (self->state), tw_report_state_get_schema (self->state), &error);
  gtk_label_set_label (self->problem, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
}

static void
changed_cb (TwPartEditor *self)
{
  TwReport *report = NULL;

  if (self->filling || self->i >= tw_report_part_get_n (tw_report_state_get_report (self->state), self->part))
    return;
  report = tw_report_state_dup_report (self->state);
  switch (self->part)
    {
    case TW_PART_COLUMNS:
      read_column (self, g_ptr_array_index (report->columns, self->i));
      break;
    case TW_PART_VALUES:
      read_measure (self, g_ptr_array_index (report->values, self->i));
      break;
    case TW_PART_SORT:
      ((TwReportSort *) g_ptr_array_index (report->sort, self->i))->descending = gtk_switch_get_active (GTK_SWITCH (self->falling));
      put_value (&((TwReportSort *) g_ptr_array_index (report->sort, self->i))->value, self->value);
      break;
    default:
      read_group (self, self->part == TW_PART_ACROSS ? report->across : g_ptr_array_index (report->groups, self->i));
    }
  tw_report_state_take_typed (self->state, report);
  show_problem (self);
}

/* --- Inputs --- */

static void
add_titled (TwPartEditor *self,
            const char   *title,
            GtkWidget    *input,
            gboolean      beside)
{
  GtkWidget *box = gtk_box_new (beside ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL, beside ? 12 : 3), *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, beside ? "body" : "caption");
  gtk_accessible_update_property (GTK_ACCESSIBLE (input), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), input);
  gtk_box_append (self->box, box);
}

static GtkWidget *
add_entry (TwPartEditor *self,
           const char   *title,
           const char   *text,
           const char   *placeholder)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 26);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
  add_titled (self, title, entry, FALSE);
  return entry;
}

static GtkWidget *
add_switch (TwPartEditor *self,
            const char   *title,
            gboolean      active)
{
  GtkWidget *input = gtk_switch_new ();

  gtk_switch_set_active (GTK_SWITCH (input), active);
  g_signal_connect_swapped (input, "notify::active", G_CALLBACK (changed_cb), self);
  add_titled (self, title, input, TRUE);
  return input;
}

static GtkWidget *
add_list (TwPartEditor      *self,
          const char        *title,
          const char *const *words,
          guint              n,
          guint              selected)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  GtkWidget *input = NULL;

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (list, words[i]);
  input = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (list)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (input), selected);
  g_signal_connect_swapped (input, "notify::selected", G_CALLBACK (changed_cb), self);
  add_titled (self, title, input, FALSE);
  return input;
}

/* A name or a path says itself what it is; anything else is shown as it is written. */
static gboolean
is_calculated (TwPartEditor *self,
               const char   *value)
{
  const TwEntity *entity = tw_report_state_get_entity (self->state);

  return value != NULL && (entity == NULL || tw_figure_find_field (tw_report_state_get_schema (self->state), entity, value, NULL, NULL) == NULL);
}

static void
add_totals (TwPartEditor         *self,
            const TwReport       *report,
            const TwReportColumn *column)
{
  guint fitting = tw_report_fitting_totals (report, tw_report_state_get_schema (self->state), column->value, NULL);
  GtkWidget *grid = gtk_grid_new ();
  guint n = 0;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  for (guint i = 0; i < G_N_ELEMENTS (column_totals); i++)
    {
      TwAggregate aggregate = column_totals[i];
      GtkWidget *check = NULL;

      if (((fitting | column->totals) & 1u << aggregate) == 0)
        continue;
      check = gtk_check_button_new_with_label (aggregate == TW_AGGREGATE_COUNT ? _("Number") : tw_aggregate_get_label (aggregate));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), (column->totals & 1u << aggregate) != 0);
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (changed_cb), self);
      gtk_grid_attach (GTK_GRID (grid), check, (int) (n % 2), (int) (n / 2), 1, 1);
      self->totals[aggregate] = check;
      n++;
    }
  add_titled (self, _("Totals of groups and at the end"), grid, FALSE);
}

static void
fill_group (TwPartEditor        *self,
            const TwReport      *report,
            const TwReportGroup *group)
{
  const char *words[G_N_ELEMENTS (grains)];
  gboolean is_date = FALSE;

  tw_report_can_group (report, tw_report_state_get_schema (self->state), group->by, &is_date, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (grains); i++)
    words[i] = _(grains[i]);
  if (is_date)
    self->grain = add_list (self, _("Length of the periods"), words, G_N_ELEMENTS (grains), MAX (group->grain, TW_GRAIN_DAY) - TW_GRAIN_DAY);
  self->falling = add_switch (self, _("Descending"), group->descending);
}

static void
fill_measure (TwPartEditor        *self,
              const TwReportValue *value)
{
  const char *words[G_N_ELEMENTS (value_aggregates)];
  guint selected = G_N_ELEMENTS (value_aggregates);

  for (guint i = 0; i < G_N_ELEMENTS (value_aggregates); i++)
    {
      words[i] = tw_aggregate_get_label (value_aggregates[i]);
      if (value->aggregate == value_aggregates[i])
        selected = i;
    }
  if (selected < G_N_ELEMENTS (value_aggregates))
    self->aggregate = add_list (self, _("What becomes of the numbers"), words, G_N_ELEMENTS (value_aggregates), selected);
  self->where = add_entry (self, _("Only records where"), value->where, "status = \"won\"");
}

static void
fill (TwPartEditor *self)
{
  const TwReport *report = tw_report_state_get_report (self->state);
  const char *value = tw_report_part_get_value (report, self->part, self->i);
  g_autofree char *own = tw_report_part_dup_label (report, self->part, self->i, tw_report_state_get_schema (self->state));

  self->filling = TRUE;
  if (self->part == TW_PART_COLUMNS)
    self->label = add_entry (self, _("Title"), ((TwReportColumn *) g_ptr_array_index (report->columns, self->i))->label, own);
  else if (self->part == TW_PART_VALUES)
    self->label = add_entry (self, _("Title"), ((TwReportValue *) g_ptr_array_index (report->values, self->i))->label, own);
  else if (self->part != TW_PART_SORT)
    self->label = add_entry (self, _("Title"), (self->part == TW_PART_ACROSS ? report->across : (TwReportGroup *) g_ptr_array_index (report->groups, self->i))->label,
                             own);
  if (is_calculated (self, value))
    self->value = add_entry (self, _("Calculation"), value, NULL);
  switch (self->part)
    {
    case TW_PART_COLUMNS:
      add_totals (self, report, g_ptr_array_index (report->columns, self->i));
      break;
    case TW_PART_VALUES:
      fill_measure (self, g_ptr_array_index (report->values, self->i));
      break;
    case TW_PART_SORT:
      self->falling = add_switch (self, _("Descending"), ((TwReportSort *) g_ptr_array_index (report->sort, self->i))->descending);
      break;
    default:
      fill_group (self, report, self->part == TW_PART_ACROSS ? report->across : g_ptr_array_index (report->groups, self->i));
    }
  gtk_box_append (self->box, GTK_WIDGET (self->problem));
  self->filling = FALSE;
}

static void
tw_part_editor_dispose (GObject *object)
{
  TwPartEditor *self = TW_PART_EDITOR (object);

  self->filling = TRUE;
  gtk_popover_set_child (GTK_POPOVER (self), NULL);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_part_editor_parent_class)->dispose (object);
}

static void
tw_part_editor_class_init (TwPartEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_part_editor_dispose;
}

/* What it holds depends on what is changed: it is built in code. */
static void
tw_part_editor_init (TwPartEditor *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_label_set_xalign (self->problem, 0);
  gtk_label_set_max_width_chars (self->problem, 34);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "tw-part-editor");
  gtk_popover_set_child (GTK_POPOVER (self), GTK_WIDGET (self->box));
}

/**
 * tw_part_editor_new:
 * @state: the report
 * @part: a part of it
 * @i: which one
 *
 * Returns: (transfer floating): the popover
 */
GtkWidget *
tw_part_editor_new (TwReportState *state,
                    TwReportPart   part,
                    guint          i)
{
  TwPartEditor *self = g_object_new (TW_TYPE_PART_EDITOR, NULL);

  self->state = g_object_ref (state);
  self->part = part;
  self->i = i;
  fill (self);
  return GTK_WIDGET (self);
}

/**
 * tw_part_editor_get:
 * @self: an editor
 * @name: name of an input
 *
 * Returns: (transfer none) (nullable): the input
 */
GtkWidget *
tw_part_editor_get (TwPartEditor *self,
                    const char   *name)
{
  const struct { const char *name; GtkWidget *input; } inputs[] = {
    { "label", self->label }, { "value", self->value }, { "where", self->where }, { "grain", self->grain }, { "falling", self->falling },
    { "aggregate", self->aggregate },
  };

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    if (g_str_equal (inputs[i].name, name))
      return inputs[i].input;
  for (TwAggregate aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
    if (g_str_equal (tw_aggregate_get_name (aggregate), name))
      return self->totals[aggregate];
  return NULL;
}
