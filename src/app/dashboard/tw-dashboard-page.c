/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-dashboard-page-private.h"
#include "tw-figure-chart.h"

static const char *const grain_labels[] = { N_("Best Length"), N_("By Day"), N_("By Week"), N_("By Month"), N_("By Quarter") };

G_DEFINE_FINAL_TYPE (TwDashboardPage, tw_dashboard_page, TW_TYPE_WINDOW_PAGE)

enum { PROP_ARRANGING = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

TwStore *
tw_dashboard_page_get_store (TwDashboardPage *self)
{
  return tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
}

TwDashboard *
tw_dashboard_page_get_dashboard (TwDashboardPage *self)
{
  for (guint i = 0; i < self->dashboards->len; i++)
    if (tw_id_equal (&((TwDashboard *) g_ptr_array_index (self->dashboards, i))->id, &self->shown))
      return g_ptr_array_index (self->dashboards, i);
  return NULL;
}

void
tw_dashboard_page_report (TwDashboardPage *self,
                          GError          *error)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

/* --- Tiles --- */

static TwFigureView *
get_view (GtkWidget *tile)
{
  return g_object_get_data (G_OBJECT (tile), "view");
}

static const TwId *
get_id (GtkWidget *tile)
{
  return g_object_get_data (G_OBJECT (tile), "id");
}

static void
add_menu (GtkWidget  *tile,
          const char *id)
{
  GMenu *menu = tw_chart_view_get_menu (tw_figure_view_get_chart (get_view (tile)));
  g_autoptr(GMenu) own = g_menu_new ();
  const struct { const char *label, *action; } items[] = {
    { N_("_Edit…"), "dashboard.edit-widget" }, { N_("Open as _Report"), "dashboard.open-report" }, { N_("_Remove"), "dashboard.remove-widget" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr(GMenuItem) item = g_menu_item_new (_(items[i].label), NULL);

      g_menu_item_set_action_and_target (item, items[i].action, "s", id);
      g_menu_append_item (own, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (own));
}

static GtkWidget *
make_tile (TwDashboardPage   *self,
           TwDashboardWidget *widget)
{
  GtkWidget *tile = adw_bin_new (), *view = tw_figure_view_new (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
  char text[TW_ID_TEXT_LENGTH + 1];

  adw_bin_set_child (ADW_BIN (tile), view);
  gtk_widget_add_css_class (tile, "card");
  gtk_widget_add_css_class (tile, "tw-tile");
  g_object_set_data (G_OBJECT (tile), "view", view);
  g_object_set_data_full (G_OBJECT (tile), "id", g_memdup2 (&widget->id, sizeof widget->id), g_free);
  add_menu (tile, tw_id_print (&widget->id, text));
  return tile;
}

static void
set_arranging_of (TwDashboardPage *self,
                  GtkWidget       *tile)
{
  TwChartCanvas *canvas = tw_chart_view_get_canvas (tw_figure_view_get_chart (get_view (tile)));

  gtk_widget_set_focusable (tile, self->arranging);
  tw_chart_canvas_set_active (canvas, !self->arranging);
  gtk_widget_set_can_target (GTK_WIDGET (get_view (tile)), !self->arranging);
  gtk_widget_set_can_focus (GTK_WIDGET (get_view (tile)), !self->arranging);
  if (self->arranging)
    gtk_widget_add_css_class (tile, "tw-arranging");
  else
    gtk_widget_remove_css_class (tile, "tw-arranging");
}

static void
scope_tile (TwDashboardPage *self,
            GtkWidget       *tile)
{
  TwFigureRange range;
  gboolean has = tw_figure_range_parse (tw_dashboard_page_get_store (self), self->period, self->grain, &range);

  tw_figure_view_set_scope (get_view (tile), NULL, NULL, has ? &range : NULL);
}

static void
fill_tile (TwDashboardPage   *self,
           GtkWidget         *tile,
           TwDashboardWidget *widget)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwFigure) figure = tw_figure_parse (widget->figure != NULL ? widget->figure : "{}", &error);
  char *title = g_strdup (widget->title);
  TwTableFormat format;

  g_object_set_data_full (G_OBJECT (tile), "title", title, g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (figure == NULL)
    {
      tw_figure_view_fail (get_view (tile), error->message);
      return;
    }
  tw_table_format_parse (widget->format, &format);
  tw_chart_view_set_format (tw_figure_view_get_chart (get_view (tile)), &format);
  tw_chart_view_set_show_table (tw_figure_view_get_chart (get_view (tile)), widget->table);
  tw_figure_view_set_figure (get_view (tile), figure, widget->kind, widget->title);
}

static void
drop_tiles (TwDashboardPage *self,
            GHashTable      *keep)
{
  GHashTableIter iter;
  gpointer id, tile;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, &id, &tile))
    if (keep == NULL || !g_hash_table_contains (keep, id))
      {
        tw_dashboard_grid_remove (self->grid, tile);
        g_hash_table_iter_remove (&iter);
      }
}

/* All figures of a dashboard are asked for at once. */
static void
announce (TwDashboardPage *self,
          GPtrArray       *widgets)
{
  TwStore *store = tw_dashboard_page_get_store (self);
  TwFigureRange range;
  TwFigureAsk ask = { .store = store, .range = tw_figure_range_parse (store, self->period, self->grain, &range) ? &range : NULL };

  for (guint i = 0; i < widgets->len; i++)
    {
      TwDashboardWidget *widget = g_ptr_array_index (widgets, i);
      g_autoptr(TwFigure) figure = widget->figure != NULL ? tw_figure_parse (widget->figure, NULL) : NULL;

      if (figure != NULL)
        tw_figure_announce (figure, &ask);
    }
}

/* Tiles that are there stay, so that nothing flickers when somebody else moves one. */
static void
show_widgets (TwDashboardPage *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) widgets = tw_dashboard_list_widgets (tw_dashboard_page_get_store (self), &self->shown, &error);
  g_autoptr(GHashTable) keep = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (widgets == NULL)
    {
      tw_dashboard_page_report (self, error);
      return;
    }
  for (guint i = 0; i < widgets->len; i++)
    {
      char text[TW_ID_TEXT_LENGTH + 1];

      g_hash_table_add (keep, g_strdup (tw_id_print (&((TwDashboardWidget *) g_ptr_array_index (widgets, i))->id, text)));
    }
  drop_tiles (self, keep);
  announce (self, widgets);
  for (guint i = 0; i < widgets->len; i++)
    {
      TwDashboardWidget *widget = g_ptr_array_index (widgets, i);
      char text[TW_ID_TEXT_LENGTH + 1];
      GtkWidget *tile = g_hash_table_lookup (self->tiles, tw_id_print (&widget->id, text));

      if (tile != NULL)
        tw_dashboard_grid_set_place (self->grid, tile, &widget->place);
      else
        {
          tile = make_tile (self, widget);
          g_hash_table_insert (self->tiles, g_strdup (text), tile);
          tw_dashboard_grid_add (self->grid, tile, &widget->place);
          set_arranging_of (self, tile);
          scope_tile (self, tile);
        }
      fill_tile (self, tile, widget);
    }
  gtk_stack_set_visible_child_name (self->stack, widgets->len > 0 ? "tiles" : "empty");
}

/* --- Dashboards --- */

static void
fill_menu (TwDashboardPage *self)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  TwDashboard *shown = tw_dashboard_page_get_dashboard (self);

  for (guint i = 0; i < self->dashboards->len; i++)
    {
      TwDashboard *dashboard = g_ptr_array_index (self->dashboards, i);
      g_autoptr(GMenuItem) item = NULL;
      g_autofree char *escaped = NULL;
      g_auto(GStrv) parts = g_strsplit (dashboard->name, "_", -1);
      char text[TW_ID_TEXT_LENGTH + 1];

      escaped = g_strjoinv ("__", parts);
      item = g_menu_item_new (escaped, NULL);
      g_menu_item_set_action_and_target (item, "dashboard.show", "s", tw_id_print (&dashboard->id, text));
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->title_button, G_MENU_MODEL (menu));
  gtk_menu_button_set_label (self->title_button, shown != NULL ? shown->name : _("Dashboards"));
  for (guint i = 0; i < 5; i++)
    {
      static const char *const actions[] = { "dashboard.add", "dashboard.rename", "dashboard.share", "dashboard.delete", "dashboard.print" };

      gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], shown != NULL);
    }
}

static void
select_period (TwDashboardPage *self)
{
  guint n = 0, selected = GTK_INVALID_LIST_POSITION;
  const TwPeriodChoice *periods = tw_dashboard_get_periods (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (periods[i].period, self->period))
      selected = i;
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->ranges, selected == GTK_INVALID_LIST_POSITION ? n : selected);
  gtk_drop_down_set_selected (self->grains, self->grain <= TW_GRAIN_QUARTER ? self->grain : 0);
  self->filling = FALSE;
}

static void
reload (TwDashboardPage *self)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *dashboards = tw_dashboard_list (tw_dashboard_page_get_store (self), &error);

  if (dashboards == NULL)
    {
      tw_dashboard_page_report (self, error);
      return;
    }
  g_ptr_array_unref (self->dashboards);
  self->dashboards = dashboards;
  if (tw_dashboard_page_get_dashboard (self) == NULL)
    {
      drop_tiles (self, NULL);
      self->shown = tw_id_nil;
      if (dashboards->len > 0)
        tw_dashboard_page_show (self, &((TwDashboard *) g_ptr_array_index (dashboards, 0))->id);
      else
        gtk_stack_set_visible_child_name (self->stack, "none");
    }
  else
    show_widgets (self);
  fill_menu (self);
}

static gboolean
reload_cb (gpointer data)
{
  TwDashboardPage *self = TW_DASHBOARD_PAGE (data);

  self->reload_id = 0;
  reload (self);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (TwDashboardPage *self,
              TwCommit        *commit)
{
  TwSchema *schema = tw_workspace_get_schema (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));

  if (self->reload_id == 0 && (tw_commit_touches (commit, tw_schema_get_entity (schema, "dashboard"))
                               || tw_commit_touches (commit, tw_schema_get_entity (schema, "widget"))))
    self->reload_id = g_idle_add (reload_cb, self);
}

static void
arranged_cb (TwDashboardPage *self)
{
  g_autoptr(GArray) places = g_array_copy (tw_dashboard_grid_get_places (self->grid));
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < places->len; i++)
    g_array_index (places, TwGridPlace, i).tile = (gpointer) get_id (g_array_index (places, TwGridPlace, i).tile);
  if (!tw_dashboard_arrange (tw_dashboard_page_get_store (self), places, &error))
    {
      tw_dashboard_page_report (self, error);
      reload (self);
    }
}

/* --- Period and grain --- */

static void
keep_period (TwDashboardPage *self)
{
  TwDashboard *dashboard = tw_dashboard_page_get_dashboard (self);

  if (dashboard != NULL)
    tw_dashboard_period_save (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), dashboard, self->period, self->grain);
}

/* The person's own days, or those that the dashboard has. */
static void
take_period (TwDashboardPage *self,
             TwDashboard     *dashboard)
{
  TwStore *store = tw_dashboard_page_get_store (self);
  g_autofree char *own = NULL;
  TwFigureRange range;
  TwGrain grain;

  if (tw_dashboard_period_load (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), &dashboard->id, &own, &grain)
      && tw_figure_range_parse (store, own, grain, &range))
    {
      g_free (self->period);
      self->period = g_steal_pointer (&own);
      self->grain = grain;
    }
  else if (tw_figure_range_parse (store, dashboard->period, dashboard->grain, &range))
    {
      g_free (self->period);
      self->period = g_strdup (dashboard->period);
      self->grain = dashboard->grain;
    }
}

static void
scope_all (TwDashboardPage *self)
{
  GHashTableIter iter;
  gpointer tile;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    scope_tile (self, tile);
}

static void
own_response_cb (AdwMessageDialog *dialog,
                 const char       *response,
                 TwDashboardPage  *self)
{
  GtkWidget *from = g_object_get_data (G_OBJECT (dialog), "from"), *to = g_object_get_data (G_OBJECT (dialog), "to");
  g_autofree char *period = g_strdup_printf ("%s..%s", gtk_editable_get_text (GTK_EDITABLE (from)), gtk_editable_get_text (GTK_EDITABLE (to)));

  if (g_str_equal (response, "show") && !tw_dashboard_page_set_period (self, period))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("These are no two days in order. Write them as 2026-03-31."));
  select_period (self);
}

static void
ask_period (TwDashboardPage *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Which Days?"), NULL);
  GtkWidget *group = adw_preferences_group_new (), *rows[2] = { adw_entry_row_new (), adw_entry_row_new () };
  TwFigureRange range;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (rows[0]), _("First Day"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (rows[1]), _("Last Day"));
  if (tw_figure_range_parse (tw_dashboard_page_get_store (self), self->period, TW_GRAIN_NONE, &range))
    for (guint i = 0; i < 2; i++)
      {
        g_autofree char *day = tw_date_print (i == 0 ? range.from : range.to - 1);

        gtk_editable_set_text (GTK_EDITABLE (rows[i]), day);
      }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), rows[0]);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), rows[1]);
  g_object_set_data (G_OBJECT (dialog), "from", rows[0]);
  g_object_set_data (G_OBJECT (dialog), "to", rows[1]);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), group);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "show", _("_Show"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "show", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "show");
  g_signal_connect_object (dialog, "response", G_CALLBACK (own_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
range_chosen_cb (TwDashboardPage *self)
{
  guint n = 0, selected = gtk_drop_down_get_selected (self->ranges);
  const TwPeriodChoice *periods = tw_dashboard_get_periods (&n);

  if (self->filling || self->grid == NULL)
    return;
  if (selected < n)
    tw_dashboard_page_set_period (self, periods[selected].period);
  else if (selected == n)
    ask_period (self);
}

static void
grain_chosen_cb (TwDashboardPage *self)
{
  if (self->filling || self->grid == NULL)
    return;
  self->grain = MIN (gtk_drop_down_get_selected (self->grains), TW_GRAIN_QUARTER);
  keep_period (self);
  scope_all (self);
}

static void
fill_drop_downs (TwDashboardPage *self)
{
  g_autoptr(GtkStringList) periods = gtk_string_list_new (NULL), grains = gtk_string_list_new (NULL);
  guint n = 0;
  const TwPeriodChoice *choices = tw_dashboard_get_periods (&n);

  self->filling = TRUE;
  for (guint i = 0; i < n; i++)
    gtk_string_list_append (periods, _(choices[i].label));
  gtk_string_list_append (periods, _("Own Days…"));
  for (guint i = 0; i < G_N_ELEMENTS (grain_labels); i++)
    gtk_string_list_append (grains, _(grain_labels[i]));
  gtk_drop_down_set_model (self->ranges, G_LIST_MODEL (periods));
  gtk_drop_down_set_model (self->grains, G_LIST_MODEL (grains));
  self->filling = FALSE;
}

/* --- On paper --- */

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *context,
              int                page,
              TwDashboardPage   *self)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  GArray *places = tw_dashboard_grid_get_places (self->grid);
  double width = gtk_print_context_get_width (context), height = gtk_print_context_get_height (context), step = width / TW_GRID_COLUMNS;
  double row = MIN (48, height / MAX (tw_grid_get_rows (places), 1));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  for (guint i = 0; i < places->len; i++)
    {
      const TwGridPlace *place = &g_array_index (places, TwGridPlace, i);
      TwChart *chart = tw_chart_canvas_get_chart (tw_chart_view_get_canvas (tw_figure_view_get_chart (get_view (place->tile))));
      TwChartLook look = { .rtl = rtl, .size = 8 };
      double w = place->width * step - 8, x = rtl ? width - place->column * step - w : place->column * step;
      g_autoptr(TwChartPlan) plan = chart != NULL ? tw_chart_plan_new (chart, &look, w, place->height * row - 8) : NULL;

      if (plan == NULL)
        continue;
      cairo_save (cr);
      cairo_translate (cr, x, place->row * row);
      tw_chart_plan_draw (plan, cr);
      cairo_restore (cr);
    }
}

void
tw_dashboard_page_print (TwDashboardPage *self)
{
  g_autoptr(GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr(GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr(GError) error = NULL;
  TwDashboard *dashboard = tw_dashboard_page_get_dashboard (self);

  gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, dashboard != NULL ? dashboard->name : _("Dashboard"));
  g_signal_connect_object (operation, "draw-page", G_CALLBACK (draw_page_cb), self, 0);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    tw_dashboard_page_report (self, error);
}

/* --- The page --- */

static void
set_arranging (TwDashboardPage *self,
               gboolean         arranging)
{
  GHashTableIter iter;
  gpointer tile;

  if (self->arranging == arranging)
    return;
  self->arranging = arranging;
  tw_dashboard_grid_set_arranging (self->grid, arranging);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), arranging);
  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    set_arranging_of (self, tile);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ARRANGING]);
}

static void
tw_dashboard_page_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  g_value_set_boolean (value, TW_DASHBOARD_PAGE (object)->arranging);
}

static void
tw_dashboard_page_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  set_arranging (TW_DASHBOARD_PAGE (object), g_value_get_boolean (value));
}

static void
tw_dashboard_page_constructed (GObject *object)
{
  TwDashboardPage *self = TW_DASHBOARD_PAGE (object);

  G_OBJECT_CLASS (tw_dashboard_page_parent_class)->constructed (object);
  self->grid = TW_DASHBOARD_GRID (tw_dashboard_grid_new ());
  adw_bin_set_child (self->bin, GTK_WIDGET (self->grid));
  g_signal_connect_object (self->grid, "arranged", G_CALLBACK (arranged_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tw_dashboard_page_get_store (self), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  fill_drop_downs (self);
  reload (self);
}

static void
tw_dashboard_page_shown (TwWindowPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_DASHBOARD_PAGE (page)->ranges));
}

static void
tw_dashboard_page_dispose (GObject *object)
{
  TwDashboardPage *self = TW_DASHBOARD_PAGE (object);

  g_clear_handle_id (&self->reload_id, g_source_remove);
  g_clear_pointer (&self->tiles, g_hash_table_unref);
  self->grid = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_DASHBOARD_PAGE);
  g_clear_pointer (&self->dashboards, g_ptr_array_unref);
  g_clear_pointer (&self->period, g_free);
  G_OBJECT_CLASS (tw_dashboard_page_parent_class)->dispose (object);
}

static void
tw_dashboard_page_class_init (TwDashboardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = tw_dashboard_page_constructed;
  object_class->dispose = tw_dashboard_page_dispose;
  object_class->get_property = tw_dashboard_page_get_property;
  object_class->set_property = tw_dashboard_page_set_property;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_dashboard_page_shown;
  properties[PROP_ARRANGING] = g_param_spec_boolean ("arranging", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  tw_action_table_install (&tw_dashboard_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("dashboard/tw-dashboard-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, bin);
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, title_button);
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, ranges);
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, grains);
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, hint);
  gtk_widget_class_bind_template_callback (widget_class, range_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, grain_chosen_cb);
}

static void
tw_dashboard_page_init (TwDashboardPage *self)
{
  self->dashboards = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_dashboard_free);
  self->tiles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->period = g_strdup ("90 days");
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_dashboard_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a page for the window, with the first dashboard
 */
GtkWidget *
tw_dashboard_page_new (TwWorkspace *workspace)
{
  return g_object_new (TW_TYPE_DASHBOARD_PAGE, "workspace", workspace, NULL);
}

/**
 * tw_dashboard_page_show:
 * @self: a page
 * @id: id of a dashboard
 *
 * Returns: whether there is such a one
 */
gboolean
tw_dashboard_page_show (TwDashboardPage *self,
                        const TwId      *id)
{
  TwId before = self->shown;
  TwDashboard *dashboard = NULL;

  g_return_val_if_fail (TW_IS_DASHBOARD_PAGE (self), FALSE);
  self->shown = *id;
  dashboard = tw_dashboard_page_get_dashboard (self);
  if (dashboard == NULL)
    {
      self->shown = before;
      return FALSE;
    }
  drop_tiles (self, NULL);
  take_period (self, dashboard);
  select_period (self);
  show_widgets (self);
  fill_menu (self);
  return TRUE;
}

/**
 * tw_dashboard_page_get_shown:
 * @self: a page
 *
 * Returns: (transfer none): id of the dashboard that is shown; nil without
 */
const TwId *
tw_dashboard_page_get_shown (TwDashboardPage *self)
{
  g_return_val_if_fail (TW_IS_DASHBOARD_PAGE (self), NULL);
  return &self->shown;
}

/**
 * tw_dashboard_page_get_grid:
 * @self: a page
 *
 * Returns: (transfer none): its tiles
 */
TwDashboardGrid *
tw_dashboard_page_get_grid (TwDashboardPage *self)
{
  g_return_val_if_fail (TW_IS_DASHBOARD_PAGE (self), NULL);
  return self->grid;
}

/**
 * tw_dashboard_page_set_period:
 * @self: a page
 * @period: days, as in tw_figure_range_parse()
 *
 * Returns: whether they are days
 */
gboolean
tw_dashboard_page_set_period (TwDashboardPage *self,
                              const char      *period)
{
  TwFigureRange range;

  g_return_val_if_fail (TW_IS_DASHBOARD_PAGE (self) && period != NULL, FALSE);
  if (!tw_figure_range_parse (tw_dashboard_page_get_store (self), period, TW_GRAIN_NONE, &range))
    return FALSE;
  g_free (self->period);
  self->period = g_strdup (period);
  keep_period (self);
  select_period (self);
  scope_all (self);
  return TRUE;
}

/**
 * tw_dashboard_page_is_busy:
 * @self: a page
 *
 * Returns: whether any figure is being worked out
 */
gboolean
tw_dashboard_page_is_busy (TwDashboardPage *self)
{
  GHashTableIter iter;
  gpointer tile;

  g_return_val_if_fail (TW_IS_DASHBOARD_PAGE (self), FALSE);
  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    if (tw_figure_view_is_busy (get_view (tile)))
      return TRUE;
  return self->reload_id != 0;
}

/**
 * tw_dashboard_page_find:
 * @self: a page
 * @title: title of a widget
 *
 * Returns: (transfer none) (nullable): what it shows
 */
TwFigureView *
tw_dashboard_page_find (TwDashboardPage *self,
                        const char      *title)
{
  GHashTableIter iter;
  gpointer tile;

  g_return_val_if_fail (TW_IS_DASHBOARD_PAGE (self), NULL);
  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    if (g_strcmp0 (g_object_get_data (tile, "title"), title) == 0)
      return get_view (tile);
  return NULL;
}
