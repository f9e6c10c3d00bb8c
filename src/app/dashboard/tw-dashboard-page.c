/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-dashboard-page-private.h"
#include "tw-figure-chart.h"

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

TwFigureView *
tw_dashboard_page_get_view (GtkWidget *tile)
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
  GMenu *menu = tw_chart_view_get_menu (tw_figure_view_get_chart (tw_dashboard_page_get_view (tile)));
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

/* What keeps several tiles from being shown, a damaged workspace for example, is said once above them. */
static void
answered_cb (TwDashboardPage *self)
{
  g_autoptr(GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer tile;
  const char *most = NULL;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    {
      const char *error = tw_figure_view_get_error (tw_dashboard_page_get_view (tile));
      guint count = error != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (counts, error)) + 1 : 0;

      if (error != NULL)
        g_hash_table_insert (counts, (gpointer) error, GUINT_TO_POINTER (count));
      /* The same one every time when two keep as many tiles. */
      if (count > n || (count == n && count > 0 && strcmp (error, most) < 0))
        {
          most = error;
          n = count;
        }
    }
  gtk_label_set_label (self->problem, n > 1 ? most : "");
  gtk_widget_set_visible (self->problem_bar, n > 1);
  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    tw_figure_view_set_told (tw_dashboard_page_get_view (tile),
                             n > 1 && g_strcmp0 (most, tw_figure_view_get_error (tw_dashboard_page_get_view (tile))) == 0);
}

static void
try_again (TwDashboardPage *self)
{
  GHashTableIter iter;
  gpointer tile;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    if (tw_figure_view_get_error (tw_dashboard_page_get_view (tile)) != NULL)
      tw_figure_view_reload (tw_dashboard_page_get_view (tile));
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
  g_signal_connect_object (view, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  add_menu (tile, tw_id_print (&widget->id, text));
  return tile;
}

static void
set_arranging_of (TwDashboardPage *self,
                  GtkWidget       *tile)
{
  TwChartCanvas *canvas = tw_chart_view_get_canvas (tw_figure_view_get_chart (tw_dashboard_page_get_view (tile)));

  gtk_widget_set_focusable (tile, self->arranging);
  tw_chart_canvas_set_active (canvas, !self->arranging);
  gtk_widget_set_can_target (GTK_WIDGET (tw_dashboard_page_get_view (tile)), !self->arranging);
  gtk_widget_set_can_focus (GTK_WIDGET (tw_dashboard_page_get_view (tile)), !self->arranging);
  if (self->arranging)
    gtk_widget_add_css_class (tile, "tw-arranging");
  else
    gtk_widget_remove_css_class (tile, "tw-arranging");
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
      tw_figure_view_fail (tw_dashboard_page_get_view (tile), error->message);
      return;
    }
  tw_table_format_parse (widget->format, &format);
  tw_chart_view_set_format (tw_figure_view_get_chart (tw_dashboard_page_get_view (tile)), &format);
  tw_chart_view_set_show_table (tw_figure_view_get_chart (tw_dashboard_page_get_view (tile)), widget->table);
  tw_figure_view_set_figure (tw_dashboard_page_get_view (tile), figure, widget->kind, widget->title);
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
  answered_cb (self);
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
          tw_dashboard_page_scope_tile (self, tile);
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
      answered_cb (self);
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
  tw_dashboard_page_fill_periods (self);
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
  TW_WINDOW_PAGE_CLASS (klass)->help = "dashboards";
  properties[PROP_ARRANGING] = g_param_spec_boolean ("arranging", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  tw_action_table_install (&tw_dashboard_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("dashboard/tw-dashboard-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, bin);
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, problem);
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, problem_bar);
  gtk_widget_class_bind_template_callback (widget_class, try_again);
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, title_button);
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, ranges);
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, grains);
  gtk_widget_class_bind_template_child (widget_class, TwDashboardPage, hint);
  gtk_widget_class_bind_template_callback_full (widget_class, "range_chosen_cb", G_CALLBACK (tw_dashboard_page_range_chosen_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "grain_chosen_cb", G_CALLBACK (tw_dashboard_page_grain_chosen_cb));
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
  tw_dashboard_page_take_period (self, dashboard);
  tw_dashboard_page_select_period (self);
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
  tw_dashboard_page_keep_period (self);
  tw_dashboard_page_select_period (self);
  tw_dashboard_page_scope_all (self);
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
    if (tw_figure_view_is_busy (tw_dashboard_page_get_view (tile)))
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
      return tw_dashboard_page_get_view (tile);
  return NULL;
}
