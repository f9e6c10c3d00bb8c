/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-dashboard-data.h"

#include <glib/gi18n-lib.h>

#include "tw-access.h"

#define MAX_LISTED 200                                 /* dashboards, and widgets of one: more cannot be looked at */

/* --- Reading --- */

static const char *
get_text (TwRecord   *record,
          const char *key)
{
  const TwValue *value = tw_record_get_key (record, key);

  return value->type == TW_TYPE_TEXT || value->type == TW_TYPE_ENUM || value->type == TW_TYPE_JSON ? value->text : NULL;
}

static int
get_int (TwRecord   *record,
         const char *key)
{
  const TwValue *value = tw_record_get_key (record, key);

  return value->type == TW_TYPE_INTEGER || value->type == TW_TYPE_BOOLEAN ? (int) CLAMP (value->i, 0, 10000) : 0;
}

/**
 * tw_dashboard_free:
 * @dashboard: (transfer full): a dashboard
 */
void
tw_dashboard_free (TwDashboard *dashboard)
{
  g_free (dashboard->name);
  g_free (dashboard->period);
  g_free (dashboard);
}

/**
 * tw_dashboard_widget_free:
 * @widget: (transfer full): a widget
 */
void
tw_dashboard_widget_free (TwDashboardWidget *widget)
{
  g_free (widget->title);
  g_free (widget->figure);
  g_free (widget->format);
  g_free (widget);
}

static GPtrArray *
list (TwStore    *store,
      const char *entity,
      const char *where,
      const char *sort,
      guint       most,
      GError    **error)
{
  TwSchema *schema = tw_store_get_schema (store);
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, entity), where, sort, error);

  return query != NULL ? tw_store_list (store, query, most, NULL, NULL, error) : NULL;
}

/**
 * tw_dashboard_list:
 * @store: a store
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwDashboard): the user's own dashboards and the shared ones, in order
 */
GPtrArray *
tw_dashboard_list (TwStore *store,
                   GError **error)
{
  g_autofree char *where = tw_access_dup_shared_where (store, tw_schema_get_entity (tw_store_get_schema (store), "dashboard"));
  g_autoptr(GPtrArray) records = list (store, "dashboard", where, "position,name", MAX_LISTED, error);
  GPtrArray *dashboards = NULL;

  if (records == NULL)
    return NULL;
  dashboards = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_dashboard_free);
  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      TwDashboard *dashboard = g_new0 (TwDashboard, 1);

      dashboard->id = *tw_record_get_id (record);
      dashboard->name = tw_record_dup_title (record);
      dashboard->shared = get_int (record, "shared") != 0;
      dashboard->period = g_strdup (get_text (record, "period"));
      tw_grain_parse (get_text (record, "grain"), &dashboard->grain);
      g_ptr_array_add (dashboards, dashboard);
    }
  return dashboards;
}

static TwDashboardWidget *
read_widget (TwRecord *record)
{
  TwDashboardWidget *widget = g_new0 (TwDashboardWidget, 1);
  const char *chart = get_text (record, "chart");

  widget->id = *tw_record_get_id (record);
  widget->title = tw_record_dup_title (record);
  widget->figure = g_strdup (get_text (record, "figure"));
  widget->format = g_strdup (get_text (record, "format"));
  widget->table = g_strcmp0 (chart, "table") == 0;
  if (!tw_chart_kind_parse (chart, &widget->kind))
    widget->kind = TW_CHART_BAR;
  widget->place = (TwGridPlace) { get_int (record, "column"), get_int (record, "row"), get_int (record, "width"), get_int (record, "height"), NULL };
  return widget;
}

static GPtrArray *
list_widgets (TwStore    *store,
              const char *where,
              guint       most,
              GError    **error)
{
  g_autoptr(GPtrArray) records = list (store, "widget", where, "row,column", most, error);
  GPtrArray *widgets = NULL;

  if (records == NULL)
    return NULL;
  widgets = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_dashboard_widget_free);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (widgets, read_widget (g_ptr_array_index (records, i)));
  return widgets;
}

/**
 * tw_dashboard_list_widgets:
 * @store: a store
 * @dashboard: id of a dashboard
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwDashboardWidget): its widgets
 */
GPtrArray *
tw_dashboard_list_widgets (TwStore    *store,
                           const TwId *dashboard,
                           GError    **error)
{
  char text[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("dashboard = \"%s\"", tw_id_print (dashboard, text));

  return list_widgets (store, where, MAX_LISTED, error);
}

/**
 * tw_dashboard_list_library:
 * @store: a store
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwDashboardWidget): the widgets of all dashboards that the user sees, each once
 */
GPtrArray *
tw_dashboard_list_library (TwStore *store,
                           GError **error)
{
  GPtrArray *widgets = list_widgets (store, "dashboard.shared or dashboard.owner = me or dashboard.owner is empty", MAX_LISTED * 5, error);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; widgets != NULL && i < widgets->len;)
    {
      TwDashboardWidget *widget = g_ptr_array_index (widgets, i);

      if (widget->figure == NULL || !g_hash_table_add (seen, widget->title))
        g_ptr_array_remove_index (widgets, i);
      else
        i++;
    }
  return widgets;
}

/* --- Writing --- */

static gboolean
commit (TwEdit  *edit,
        GError **error)
{
  g_autoptr(TwCommit) done = tw_edit_commit (edit, error);

  return done != NULL;
}

static const TwEntity *
get_entity (TwStore    *store,
            const char *key)
{
  return tw_schema_get_entity (tw_store_get_schema (store), key);
}

static gboolean
save (TwStore    *store,
      TwRecord   *record,
      const char *title,
      GError    **error)
{
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);

  tw_edit_save (edit, record);
  return commit (edit, error);
}

static void
set_int (TwRecord   *record,
         const char *key,
         int         number)
{
  TwValue value = tw_value_integer (number);

  tw_record_set_key (record, key, &value, NULL);
}

/**
 * tw_dashboard_create:
 * @store: a store
 * @name: its name
 * @id: (out): its id
 * @error: of the store
 *
 * Returns: whether there is a new private dashboard
 */
gboolean
tw_dashboard_create (TwStore    *store,
                     const char *name,
                     TwId       *id,
                     GError    **error)
{
  g_autoptr(TwRecord) record = tw_record_new (get_entity (store, "dashboard"));
  g_autofree char *title = g_strdup_printf (_("Add the dashboard “%s”"), name);

  if (!tw_record_set_text (record, "name", name, error))
    return FALSE;
  set_int (record, "position", 100);
  *id = *tw_record_get_id (record);
  return save (store, record, title, error);
}

/**
 * tw_dashboard_rename:
 * @store: a store
 * @id: id of a dashboard
 * @name: its new name
 * @error: of the store
 *
 * Returns: whether it has the name
 */
gboolean
tw_dashboard_rename (TwStore    *store,
                     const TwId *id,
                     const char *name,
                     GError    **error)
{
  g_autoptr(TwRecord) record = tw_store_get (store, get_entity (store, "dashboard"), id, error);

  return record != NULL && tw_record_set_text (record, "name", name, error) && save (store, record, _("Rename the dashboard"), error);
}

/**
 * tw_dashboard_delete:
 * @store: a store
 * @id: id of a dashboard
 * @error: of the store
 *
 * Deletes it with its widgets; both lie in the wastebasket.
 *
 * Returns: whether it is gone
 */
gboolean
tw_dashboard_delete (TwStore    *store,
                     const TwId *id,
                     GError    **error)
{
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, _("Delete the dashboard"));

  tw_edit_delete (edit, get_entity (store, "dashboard"), id);
  return commit (edit, error);
}

/**
 * tw_dashboard_add_widget:
 * @store: a store
 * @dashboard: id of a dashboard
 * @title: what stands above the chart
 * @kind: how it is drawn
 * @figure: what it shows, JSON
 * @error: of the store
 *
 * Puts a widget where there is room.
 *
 * Returns: whether it is there
 */
gboolean
tw_dashboard_add_widget (TwStore      *store,
                         const TwId   *dashboard,
                         const char   *title,
                         TwChartKind   kind,
                         const char   *figure,
                         GError      **error)
{
  g_autoptr(TwRecord) record = tw_record_new (get_entity (store, "widget"));
  g_autoptr(GPtrArray) widgets = tw_dashboard_list_widgets (store, dashboard, error);
  g_autoptr(GArray) places = g_array_new (FALSE, FALSE, sizeof (TwGridPlace));
  g_autofree char *words = g_strdup_printf (_("Add the widget “%s”"), title);
  g_auto(TwValue) json = tw_value_json (figure);
  TwValue link = tw_value_link (get_entity (store, "dashboard")->number, dashboard);
  int width = kind == TW_CHART_METRIC ? 3 : 6, height = kind == TW_CHART_METRIC ? 2 : 4, column, row;

  if (widgets == NULL)
    return FALSE;
  for (guint i = 0; i < widgets->len; i++)
    g_array_append_val (places, ((TwDashboardWidget *) g_ptr_array_index (widgets, i))->place);
  tw_grid_find_room (places, width, height, &column, &row);
  set_int (record, "column", column);
  set_int (record, "row", row);
  set_int (record, "width", width);
  set_int (record, "height", height);
  return tw_record_set_text (record, "title", title, error) && tw_record_set_text (record, "chart", tw_chart_kind_get_name (kind), error)
         && tw_record_set_key (record, "dashboard", &link, error) && tw_record_set_key (record, "figure", &json, error)
         && save (store, record, words, error);
}

static gboolean
set_json (TwRecord   *record,
          const char *key,
          const char *json,
          GError    **error)
{
  g_auto(TwValue) value = json != NULL ? tw_value_json (json) : (TwValue) TW_VALUE_INIT;

  return tw_record_set_key (record, key, &value, error);
}

/**
 * tw_dashboard_change_widget:
 * @store: a store
 * @widget: a widget with what it is to show: title, figure, kind or table, format
 * @error: of the store
 *
 * Changes it in one step.
 *
 * Returns: whether it is so
 */
gboolean
tw_dashboard_change_widget (TwStore                 *store,
                            const TwDashboardWidget *widget,
                            GError                 **error)
{
  g_autoptr(TwRecord) record = tw_store_get (store, get_entity (store, "widget"), &widget->id, error);

  return record != NULL && tw_record_set_text (record, "title", widget->title, error)
         && tw_record_set_text (record, "chart", widget->table ? "table" : tw_chart_kind_get_name (widget->kind), error)
         && set_json (record, "figure", widget->figure, error) && set_json (record, "format", widget->format, error)
         && (!tw_record_has_changes (record) || save (store, record, _("Change the widget"), error));
}

/**
 * tw_dashboard_remove_widget:
 * @store: a store
 * @widget: id of a widget
 * @error: of the store
 *
 * Returns: whether it is gone
 */
gboolean
tw_dashboard_remove_widget (TwStore    *store,
                            const TwId *widget,
                            GError    **error)
{
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, _("Remove the widget"));

  tw_edit_delete (edit, get_entity (store, "widget"), widget);
  return commit (edit, error);
}

/**
 * tw_dashboard_arrange:
 * @store: a store
 * @places: (element-type TwGridPlace): where the widgets are to stand; a tile is a #TwId
 * @error: of the store
 *
 * Returns: whether they stand there
 */
gboolean
tw_dashboard_arrange (TwStore *store,
                      GArray  *places,
                      GError **error)
{
  g_autoptr(TwEdit) edit = tw_edit_new (store, TW_ORIGIN_PERSON, _("Arrange the dashboard"));
  gboolean any = FALSE;

  for (guint i = 0; i < places->len; i++)
    {
      const TwGridPlace *place = &g_array_index (places, TwGridPlace, i);
      g_autoptr(TwRecord) record = tw_store_get (store, get_entity (store, "widget"), place->tile, error);

      if (record == NULL)
        return FALSE;
      set_int (record, "column", place->column);
      set_int (record, "row", place->row);
      set_int (record, "width", place->width);
      set_int (record, "height", place->height);
      if (!tw_record_has_changes (record))
        continue;
      tw_edit_save (edit, record);
      any = TRUE;
    }
  return !any || commit (g_steal_pointer (&edit), error);
}
