/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-chart-page.h"

#include <glib/gi18n-lib.h>

#include "tw-chart-choice.h"
#include "tw-dashboard-data.h"
#include "tw-figure-chart.h"

static const TwChartKind shown_kinds[] = { TW_CHART_BAR, TW_CHART_STACKED, TW_CHART_HORIZONTAL, TW_CHART_LINE, TW_CHART_AREA, TW_CHART_PIE, TW_CHART_HEAT,
                                           TW_CHART_FUNNEL };
static const char *const grain_labels[] = { N_("By day"), N_("By week"), N_("By month"), N_("By quarter"), N_("By year") };

/* What a line of the drop-down of measures stands for. */
typedef struct
{
  TwAggregate    aggregate;
  const TwField *field, *weight;                       /* (nullable) */
} Measure;

struct _TwChartPage
{
  AdwBin        parent_instance;

  TwViewState  *state;                                 /* (owned) */
  TwSchema     *schema;                                /* (owned) that of the fields below */
  GArray       *offered;                               /* (owned) Measure */
  GPtrArray    *fields;                                /* (owned) TwField: what can be grouped by */
  gboolean      filling;
  TwFigureView *view;                                  /* child of bin */

  /* From the template. */
  GtkWidget    *controls;
  GtkWidget    *grain_child;
  GtkDropDown  *kinds, *measures, *groups, *grains, *seconds;
  AdwBin       *bin;
};

typedef struct
{
  GPtrArray   *dashboards;                             /* (owned) TwDashboard */
  GtkDropDown *names;
  GtkEditable *title;
} Choosing;

static void tw_chart_page_presentation_init (TwPresentationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwChartPage, tw_chart_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TW_TYPE_PRESENTATION, tw_chart_page_presentation_init))

static gboolean
is_date (const TwField *field)
{
  return field->type == TW_TYPE_DATE || field->type == TW_TYPE_DATETIME;
}

/* --- What there is to choose --- */

static void
offer (TwChartPage   *self,
       GtkStringList *titles,
       TwAggregate    aggregate,
       const TwField *field,
       const TwField *weight)
{
  Measure measure = { aggregate, field, weight };
  g_autofree char *title = NULL;

  if (field == NULL)
    title = g_strdup_printf (_("Number of %s"), tw_entity_get_label (tw_view_state_get_entity (self->state), TRUE));
  else
    /* Translators: a field and what becomes of its values, such as "Amount · Sum". */
    title = g_strdup_printf (_("%1$s · %2$s"), tw_field_get_label (field), tw_aggregate_get_label (aggregate));
  gtk_string_list_append (titles, title);
  g_array_append_val (self->offered, measure);
}

static void
fill_measures (TwChartPage *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  const TwField *weight = tw_entity_get_field (entity, "probability");

  g_array_set_size (self->offered, 0);
  offer (self, titles, TW_AGGREGATE_COUNT, NULL, NULL);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (field->number < TW_FIELD_FIRST_OWN || !tw_figure_can_sum (field))
        continue;
      if (field->kind != TW_KIND_PERCENT)
        offer (self, titles, TW_AGGREGATE_SUM, field, NULL);
      offer (self, titles, TW_AGGREGATE_AVERAGE, field, NULL);
      if (field == entity->value_field && weight != NULL && weight->kind == TW_KIND_PERCENT && weight->formula == NULL)
        offer (self, titles, TW_AGGREGATE_WEIGHTED, field, weight);
    }
  gtk_drop_down_set_model (self->measures, G_LIST_MODEL (titles));
}

static void
fill_fields (TwChartPage *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL), seconds = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->fields, 0);
  gtk_string_list_append (seconds, _("Not divided"));
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (!tw_figure_can_group (field) || field->unique || field->type == TW_TYPE_DECIMAL || field == entity->name_field)
        continue;
      g_ptr_array_add (self->fields, (gpointer) field);
      gtk_string_list_append (titles, tw_field_get_label (field));
      gtk_string_list_append (seconds, tw_field_get_label (field));
    }
  gtk_drop_down_set_model (self->groups, G_LIST_MODEL (titles));
  gtk_drop_down_set_model (self->seconds, G_LIST_MODEL (seconds));
}

static void
fill_fixed (TwChartPage *self)
{
  g_autoptr(GtkStringList) kinds = gtk_string_list_new (NULL), grains = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (shown_kinds); i++)
    gtk_string_list_append (kinds, tw_chart_kind_get_label (shown_kinds[i]));
  for (guint i = 0; i < G_N_ELEMENTS (grain_labels); i++)
    gtk_string_list_append (grains, _(grain_labels[i]));
  gtk_drop_down_set_model (self->kinds, G_LIST_MODEL (kinds));
  gtk_drop_down_set_model (self->grains, G_LIST_MODEL (grains));
}

/* --- What is chosen --- */

static void
read_choice (TwChartPage  *self,
             TwChartKind  *kind,
             TwFigure    **figure)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);

  if (tw_chart_choice_parse (tw_view_state_get_chart (self->state), self->schema, kind, figure))
    {
      if (g_str_equal ((*figure)->entity, entity->key))
        return;
      g_clear_pointer (figure, tw_figure_free);
    }
  tw_chart_choice_default (entity, kind, figure);
}

static guint
find_field (TwChartPage *self,
            const char  *key)
{
  for (guint i = 0; key != NULL && i < self->fields->len; i++)
    if (g_str_equal (((const TwField *) g_ptr_array_index (self->fields, i))->key, key))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
show_choice (TwChartPage *self)
{
  TwChartKind kind;
  g_autoptr(TwFigure) figure = NULL;
  guint by, then;

  read_choice (self, &kind, &figure);
  by = find_field (self, figure->by[0].field);
  then = find_field (self, figure->by[1].field);
  self->filling = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (shown_kinds); i++)
    if (shown_kinds[i] == kind)
      gtk_drop_down_set_selected (self->kinds, i);
  for (guint i = 0; i < self->offered->len; i++)
    {
      const Measure *measure = &g_array_index (self->offered, Measure, i);

      if (measure->aggregate == figure->aggregate && g_strcmp0 (measure->field != NULL ? measure->field->key : NULL, figure->measure) == 0)
        gtk_drop_down_set_selected (self->measures, i);
    }
  gtk_drop_down_set_selected (self->groups, by);
  gtk_drop_down_set_selected (self->grains, MAX (figure->by[0].grain, TW_GRAIN_DAY) - TW_GRAIN_DAY);
  gtk_drop_down_set_selected (self->seconds, then == GTK_INVALID_LIST_POSITION ? 0 : then + 1);
  gtk_widget_set_visible (self->grain_child, by != GTK_INVALID_LIST_POSITION && is_date (g_ptr_array_index (self->fields, by)));
  self->filling = FALSE;
  tw_figure_view_set_figure (self->view, figure, kind, NULL);
}

static void
chosen_cb (TwChartPage *self)
{
  guint by = 0, then = 0, measured = 0, drawn = 0;
  g_autoptr(TwFigure) figure = NULL;
  g_autofree char *json = NULL;
  TwChartKind kind;

  if (self->filling || self->state == NULL)
    return;
  by = gtk_drop_down_get_selected (self->groups);
  then = gtk_drop_down_get_selected (self->seconds);
  measured = gtk_drop_down_get_selected (self->measures);
  drawn = gtk_drop_down_get_selected (self->kinds);
  if (by >= self->fields->len || measured >= self->offered->len || drawn >= G_N_ELEMENTS (shown_kinds))
    return;
  figure = tw_figure_new (tw_view_state_get_entity (self->state)->key);
  kind = shown_kinds[drawn];
  figure->aggregate = g_array_index (self->offered, Measure, measured).aggregate;
  if (figure->aggregate != TW_AGGREGATE_COUNT)
    figure->measure = g_strdup (g_array_index (self->offered, Measure, measured).field->key);
  if (figure->aggregate == TW_AGGREGATE_WEIGHTED)
    figure->weight = g_strdup (g_array_index (self->offered, Measure, measured).weight->key);
  figure->by[0].field = g_strdup (((const TwField *) g_ptr_array_index (self->fields, by))->key);
  if (is_date (g_ptr_array_index (self->fields, by)))
    figure->by[0].grain = TW_GRAIN_DAY + gtk_drop_down_get_selected (self->grains);
  if (then > 0 && then <= self->fields->len && then - 1 != by)
    {
      figure->by[1].field = g_strdup (((const TwField *) g_ptr_array_index (self->fields, then - 1))->key);
      if (is_date (g_ptr_array_index (self->fields, then - 1)))
        figure->by[1].grain = TW_GRAIN_MONTH;
    }
  json = tw_chart_choice_print (kind, figure);
  tw_view_state_set_chart (self->state, json);
}

static void
query_changed_cb (TwChartPage *self)
{
  g_autofree char *where = tw_view_state_dup_where (self->state);

  tw_figure_view_set_scope (self->view, where != NULL && *where != '\0' ? where : NULL, tw_view_state_get_text (self->state), NULL);
}

static void
entity_changed_cb (TwChartPage *self)
{
  tw_schema_unref (self->schema);
  self->schema = tw_schema_ref (tw_workspace_get_schema (tw_view_state_get_workspace (self->state)));
  self->filling = TRUE;
  fill_measures (self);
  fill_fields (self);
  self->filling = FALSE;
  show_choice (self);
}

/* --- Onto a dashboard --- */

static void
choosing_free (gpointer data)
{
  g_ptr_array_unref (((Choosing *) data)->dashboards);
  g_free (data);
}

static void
chosen_dashboard_cb (AdwMessageDialog *dialog,
                     const char       *response,
                     TwChartPage      *self)
{
  Choosing *choosing = g_object_get_data (G_OBJECT (dialog), "choosing");
  guint selected = gtk_drop_down_get_selected (choosing->names);
  g_autoptr(GError) error = NULL;

  if (self->state == NULL || !g_str_equal (response, "add") || selected >= choosing->dashboards->len)
    return;
  if (!tw_chart_page_add_to (self, &((TwDashboard *) g_ptr_array_index (choosing->dashboards, selected))->id,
                             gtk_editable_get_text (choosing->title), &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
add_to_dashboard (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  TwChartPage *self = TW_CHART_PAGE (widget);
  TwStore *store = tw_workspace_get_store (tw_view_state_get_workspace (self->state));
  GPtrArray *dashboards = tw_dashboard_list (store, NULL);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *dialog = NULL, *box = NULL;
  Choosing *choosing = NULL;

  if (dashboards == NULL || dashboards->len == 0)
    {
      g_clear_pointer (&dashboards, g_ptr_array_unref);
      gtk_widget_activate_action (widget, "win.show-dashboards", NULL);
      return;
    }
  for (guint i = 0; i < dashboards->len; i++)
    gtk_string_list_append (names, ((TwDashboard *) g_ptr_array_index (dashboards, i))->name);
  choosing = g_new0 (Choosing, 1);
  choosing->dashboards = dashboards;
  choosing->names = GTK_DROP_DOWN (gtk_drop_down_new (g_object_ref (G_LIST_MODEL (names)), NULL));
  choosing->title = GTK_EDITABLE (gtk_entry_new ());
  gtk_editable_set_text (choosing->title, tw_view_state_get_name (self->state) != NULL ? tw_view_state_get_name (self->state)
                                          : tw_entity_get_label (tw_view_state_get_entity (self->state), TRUE));
  gtk_entry_set_activates_default (GTK_ENTRY (choosing->title), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choosing->title), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Title"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choosing->names), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Dashboard"), -1);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (choosing->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (choosing->names));
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), _("Add to Dashboard"), NULL);
  g_object_set_data_full (G_OBJECT (dialog), "choosing", choosing, choosing_free);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "add", _("_Add"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "add", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "add");
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_dashboard_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static const TwActionInfo infos[] = {
  { "chart-page.add-to-dashboard", N_("Add the chart to a dashboard"), NULL, NULL, NULL, add_to_dashboard },
};

const TwActionTable tw_chart_page_actions = { N_("Chart of a view"), infos, G_N_ELEMENTS (infos) };

/* --- As a presentation: it shows no single records --- */

static GArray *
tw_chart_page_dup_selected (TwPresentation *presentation)
{
  return g_array_new (FALSE, FALSE, sizeof (TwId));
}

static void
tw_chart_page_clear_selection (TwPresentation *presentation)
{
}

static void
tw_chart_page_take_focus (TwPresentation *presentation)
{
  gtk_widget_grab_focus (GTK_WIDGET (tw_chart_view_get_canvas (tw_figure_view_get_chart (TW_CHART_PAGE (presentation)->view))));
}

static void
tw_chart_page_presentation_init (TwPresentationInterface *iface)
{
  iface->dup_selected = tw_chart_page_dup_selected;
  iface->clear_selection = tw_chart_page_clear_selection;
  iface->take_focus = tw_chart_page_take_focus;
}

static void
tw_chart_page_dispose (GObject *object)
{
  TwChartPage *self = TW_CHART_PAGE (object);

  g_clear_object (&self->state);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CHART_PAGE);
  g_clear_pointer (&self->offered, g_array_unref);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  G_OBJECT_CLASS (tw_chart_page_parent_class)->dispose (object);
}

static void
tw_chart_page_class_init (TwChartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_chart_page_dispose;
  tw_action_table_install (&tw_chart_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("charts/tw-chart-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, controls);
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, grain_child);
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, kinds);
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, measures);
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, groups);
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, grains);
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, seconds);
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, bin);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
tw_chart_page_init (TwChartPage *self)
{
  self->filling = TRUE;
  self->offered = g_array_new (FALSE, FALSE, sizeof (Measure));
  self->fields = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_chart_page_can_show:
 * @entity: an entity
 *
 * Returns: %TRUE: the records of every entity can be counted
 */
gboolean
tw_chart_page_can_show (const TwEntity *entity)
{
  return TRUE;
}

/**
 * tw_chart_page_new:
 * @state: what to show
 *
 * Returns: (transfer floating): a chart of the view's records
 */
GtkWidget *
tw_chart_page_new (TwViewState *state)
{
  TwChartPage *self = g_object_new (TW_TYPE_CHART_PAGE, NULL);
  TwWorkspace *workspace = tw_view_state_get_workspace (state);

  self->state = g_object_ref (state);
  self->schema = tw_schema_ref (tw_workspace_get_schema (workspace));
  self->view = TW_FIGURE_VIEW (tw_figure_view_new (workspace));
  adw_bin_set_child (self->bin, GTK_WIDGET (self->view));
  g_menu_append (tw_chart_view_get_menu (tw_figure_view_get_chart (self->view)), _("_Add to Dashboard…"), "chart-page.add-to-dashboard");
  fill_fixed (self);
  fill_measures (self);
  fill_fields (self);
  self->filling = FALSE;
  query_changed_cb (self);
  show_choice (self);
  g_signal_connect_object (state, "notify::query", G_CALLBACK (query_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::chart", G_CALLBACK (show_choice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::entity", G_CALLBACK (entity_changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * tw_chart_page_add_to:
 * @self: a page
 * @dashboard: id of a dashboard
 * @title: what is to stand above the chart
 * @error: of the store
 *
 * Returns: whether the chart is there
 */
gboolean
tw_chart_page_add_to (TwChartPage *self,
                      const TwId  *dashboard,
                      const char  *title,
                      GError     **error)
{
  TwChartKind kind;
  g_autoptr(TwFigure) figure = NULL;
  g_autofree char *json = NULL, *where = NULL;

  g_return_val_if_fail (TW_IS_CHART_PAGE (self), FALSE);
  read_choice (self, &kind, &figure);
  where = tw_view_state_dup_where (self->state);
  if (where != NULL && *where != '\0')
    {
      g_free (figure->where);
      figure->where = g_steal_pointer (&where);
    }
  json = tw_figure_print (figure);
  return tw_dashboard_add_widget (tw_workspace_get_store (tw_view_state_get_workspace (self->state)), dashboard, title, kind, json, error);
}

/**
 * tw_chart_page_get_view:
 * @self: a page
 *
 * Returns: (transfer none): its chart
 */
TwFigureView *
tw_chart_page_get_view (TwChartPage *self)
{
  g_return_val_if_fail (TW_IS_CHART_PAGE (self), NULL);
  return self->view;
}
