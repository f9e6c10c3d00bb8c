/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-palette-source.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tw-entity-words.h"
#include "tw-presentation.h"
#include "tw-report-data.h"
#include "tw-saved-search.h"
#include "tw-saved-view.h"
#include "tw-shortcuts.h"
#include "tw-sidebar-item.h"
#include "tw-star.h"

#define COMMAND_ICON "system-run-symbolic"
#define MAX_STARRED 100

/* --- Commands --- */

typedef struct
{
  GHashTable *targets;                                 /* (owned) name of an action → widget (unowned) */
  GtkWidget  *window;                                  /* (unowned) */
} Search;

/* Actions that a class brings with it; the first widget that has one is asked. */
static void
take_widget (Search    *search,
             GtkWidget *widget)
{
  GtkWidgetClass *klass = GTK_WIDGET_GET_CLASS (widget);
  const GVariantType *parameter = NULL;
  const char *name = NULL, *property = NULL;
  GType owner;

  for (guint i = 0; gtk_widget_class_query_action (klass, i, &owner, &name, &parameter, &property); i++)
    if (!g_hash_table_contains (search->targets, name))
      g_hash_table_insert (search->targets, (gpointer) name, widget);
}

static void
take_tree (Search    *search,
           GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  take_widget (search, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    take_tree (search, child);
}

/* GTK tells nobody whether an action is enabled but the buttons that are bound to it; so a button is. */
static gboolean
is_enabled (GtkWidget  *target,
            const char *name,
            GVariant   *parameter)
{
  GtkWidget *probe = g_object_ref_sink (gtk_button_new ());
  gboolean enabled;

  gtk_widget_set_visible (probe, FALSE);
  gtk_widget_set_parent (probe, target);
  if (parameter != NULL)
    gtk_actionable_set_action_target_value (GTK_ACTIONABLE (probe), parameter);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (probe), name);
  enabled = gtk_widget_get_sensitive (probe);
  gtk_widget_unparent (probe);
  g_object_unref (probe);
  return enabled;
}

static GtkWidget *
find_target (Search     *search,
             const char *name)
{
  return g_str_has_prefix (name, "app.") ? search->window : g_hash_table_lookup (search->targets, name);
}

static void
add_command (GPtrArray           *items,
             Search              *search,
             const TwActionTable *table,
             const TwActionInfo  *info)
{
  GtkWidget *target = find_target (search, info->name);
  g_autoptr(GVariant) parameter = NULL;
  g_autofree char *key = NULL;

  if (info->title == NULL || target == NULL || (info->parameter != NULL && info->target == NULL))
    return;
  if (info->target != NULL)
    parameter = g_variant_ref_sink (g_variant_new_parsed (info->target));
  if (!is_enabled (target, info->name, parameter))
    return;
  key = g_strconcat ("action:", info->name, info->target != NULL ? " " : NULL, info->target, NULL);
  g_ptr_array_add (items, tw_palette_item_new (&(TwPaletteItemInfo) {
    .key = key, .title = _(info->title), .icon = COMMAND_ICON, .kind = _(table->title), .keys = info->accels,
    .action = info->name, .parameter = parameter, .target = target }));
}

/**
 * tw_palette_source_add_commands:
 * @items: (element-type TwPaletteItem): appended to
 * @window: the window
 * @page: (nullable): what it shows
 * @focus: (nullable): where the keyboard was before the palette was opened
 *
 * Adds the commands that can be used now: those of the widgets around the focus, of the page with all that is on it, and of
 * the window and the program.
 */
void
tw_palette_source_add_commands (GPtrArray *items,
                                GtkWidget *window,
                                GtkWidget *page,
                                GtkWidget *focus)
{
  Search search = { g_hash_table_new (g_str_hash, g_str_equal), window };
  guint n_tables = 0;
  const TwActionTable *const *tables = tw_shortcuts_get_tables (&n_tables);

  for (GtkWidget *widget = focus; widget != NULL; widget = gtk_widget_get_parent (widget))
    take_widget (&search, widget);
  if (page != NULL)
    take_tree (&search, page);
  take_tree (&search, window);
  for (guint i = 0; i < n_tables; i++)
    for (guint j = 0; j < tables[i]->n_infos; j++)
      add_command (items, &search, tables[i], &tables[i]->infos[j]);
  g_hash_table_unref (search.targets);
}

/* --- Views --- */

static void
add_view (GPtrArray                *items,
          const TwEntity           *entity,
          const TwPresentationInfo *info)
{
  g_autofree char *title = g_strdup_printf ("%s · %s", tw_entity_get_label (entity, TRUE), _(info->title));
  g_autofree char *key = g_strdup_printf ("view:%s/%s", entity->key, info->key);

  g_ptr_array_add (items, tw_palette_item_new (&(TwPaletteItemInfo) {
    .key = key, .title = title, .icon = info->icon, .kind = _("View"), .action = "win.present-view",
    .parameter = g_variant_new ("(ss)", entity->key, info->key) }));
}

static void
add_entity (GPtrArray      *items,
            const TwEntity *entity)
{
  guint n_infos = 0;
  const TwPresentationInfo *infos = tw_presentation_get_infos (&n_infos);
  g_autofree char *key = g_strconcat ("view:", entity->key, NULL);
  g_autofree char *new_key = g_strconcat ("new:", entity->key, NULL);
  g_autofree char *new_label = tw_entity_dup_new_label (entity);
  const char *icon = entity->icon != NULL ? entity->icon : "view-list-symbolic";

  g_ptr_array_add (items, tw_palette_item_new (&(TwPaletteItemInfo) {
    .key = key, .title = tw_entity_get_label (entity, TRUE), .icon = icon, .kind = _("View"), .action = "win.open-view",
    .parameter = g_variant_new_string (entity->key) }));
  for (guint i = 0; i < n_infos; i++)
    if (infos[i].can_show == NULL || infos[i].can_show (entity))
      add_view (items, entity, &infos[i]);
  g_ptr_array_add (items, tw_palette_item_new (&(TwPaletteItemInfo) {
    .key = new_key, .title = new_label, .icon = "list-add-symbolic", .kind = _("New"), .action = "win.create",
    .parameter = g_variant_new_string (entity->key) }));
}

static void
add_searches (GPtrArray   *items,
              TwWorkspace *workspace)
{
  g_autoptr(GPtrArray) searches = tw_saved_search_list (tw_workspace_get_store (workspace), FALSE);

  for (guint i = 0; i < searches->len; i++)
    {
      TwSavedSearch *search = g_ptr_array_index (searches, i);
      char id[TW_ID_TEXT_LENGTH + 1];
      g_autofree char *key = g_strconcat ("search:", tw_id_print (&search->id, id), NULL);

      g_ptr_array_add (items, tw_palette_item_new (&(TwPaletteItemInfo) {
        .key = key, .title = search->name, .icon = "folder-saved-search-symbolic", .kind = _("Saved search"),
        .action = "win.run-search", .parameter = g_variant_new_string (id) }));
    }
}

static void
add_reports (GPtrArray   *items,
             TwWorkspace *workspace)
{
  g_autoptr(GPtrArray) reports = tw_report_entry_list (tw_workspace_get_store (workspace), FALSE, NULL);

  for (guint i = 0; reports != NULL && i < reports->len; i++)
    {
      TwReportEntry *report = g_ptr_array_index (reports, i);
      char id[TW_ID_TEXT_LENGTH + 1];
      g_autofree char *key = g_strconcat ("report:", tw_id_print (&report->id, id), NULL);

      g_ptr_array_add (items, tw_palette_item_new (&(TwPaletteItemInfo) {
        .key = key, .title = report->name, .icon = "x-office-spreadsheet-symbolic", .kind = _("Report"), .action = "win.open-report",
        .parameter = g_variant_new_string (id) }));
    }
}

/**
 * tw_palette_source_add_views:
 * @items: (element-type TwPaletteItem): appended to
 * @workspace: the workspace
 *
 * Adds the views of each kind of record that the sidebar shows, its form, the saved views, the saved searches and the reports.
 */
void
tw_palette_source_add_views (GPtrArray   *items,
                             TwWorkspace *workspace)
{
  g_autoptr(GPtrArray) entities = tw_sidebar_list_entities (tw_workspace_get_schema (workspace));
  g_autoptr(GPtrArray) saved = tw_saved_view_list_items (workspace);

  for (guint i = 0; i < entities->len; i++)
    add_entity (items, g_ptr_array_index (entities, i));
  for (guint i = 0; i < saved->len; i++)
    {
      TwSidebarItem *item = g_ptr_array_index (saved, i);
      g_autofree char *key = g_strconcat ("saved:", tw_sidebar_item_get_target (item), NULL);

      g_ptr_array_add (items, tw_palette_item_new (&(TwPaletteItemInfo) {
        .key = key, .title = tw_sidebar_item_get_title (item), .icon = tw_sidebar_item_get_icon (item), .kind = _("Saved view"),
        .action = "win.open-saved", .parameter = g_variant_new_string (tw_sidebar_item_get_target (item)) }));
    }
  add_searches (items, workspace);
  add_reports (items, workspace);
}

/* --- Records --- */

/**
 * tw_palette_source_dup_record_key:
 * @entity: number of its entity
 * @id: its id
 *
 * Returns: (transfer full): what a record is called in the file of what was used
 */
char *
tw_palette_source_dup_record_key (guint       entity,
                                  const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  return g_strdup_printf ("record:%u/%s", entity, tw_id_print (id, text));
}

static TwPaletteItem *
new_record (TwRecord   *record,
            const char *key)
{
  const TwEntity *entity = tw_record_get_entity (record);
  g_autofree char *title = tw_record_dup_title (record);
  char id[TW_ID_TEXT_LENGTH + 1];

  return tw_palette_item_new (&(TwPaletteItemInfo) {
    .key = key, .title = *title != '\0' ? title : _("Without a name"), .icon = entity->icon != NULL ? entity->icon : "view-list-symbolic",
    .kind = tw_entity_get_label (entity, FALSE), .action = "win.open-record",
    .parameter = g_variant_new ("(uss)", entity->number, tw_id_print (tw_record_get_id (record), id), "") });
}

/**
 * tw_palette_source_new_record:
 * @workspace: the workspace
 * @key: a key from the file of what was used
 *
 * Returns: (transfer full) (nullable): its line; %NULL when it is no record, or one that is gone or may not be seen
 */
TwPaletteItem *
tw_palette_source_new_record (TwWorkspace *workspace,
                              const char  *key)
{
  const TwEntity *entity = NULL;
  g_autoptr(TwRecord) record = NULL;
  char *end = NULL;
  guint64 number;
  TwId id;

  if (!g_str_has_prefix (key, "record:"))
    return NULL;
  number = g_ascii_strtoull (key + strlen ("record:"), &end, 10);
  if (*end != '/' || number > G_MAXUINT16 || !tw_id_parse (end + 1, &id))
    return NULL;
  entity = tw_schema_get_entity_by_number (tw_workspace_get_schema (workspace), number);
  if (entity == NULL || entity->retired)
    return NULL;
  record = tw_store_get (tw_workspace_get_store (workspace), entity, &id, NULL);
  return record != NULL && !tw_record_is_deleted (record) ? new_record (record, key) : NULL;
}

/**
 * tw_palette_source_add_starred:
 * @items: (element-type TwPaletteItem): appended to
 * @workspace: the workspace
 *
 * Adds the records that who is signed in has starred.
 */
void
tw_palette_source_add_starred (GPtrArray   *items,
                               TwWorkspace *workspace)
{
  g_autoptr(GPtrArray) starred = tw_star_list (tw_workspace_get_store (workspace), MAX_STARRED);

  for (guint i = 0; i < starred->len; i++)
    {
      TwRecord *record = g_ptr_array_index (starred, i);
      g_autofree char *key = tw_palette_source_dup_record_key (tw_record_get_entity (record)->number, tw_record_get_id (record));

      g_ptr_array_add (items, new_record (record, key));
    }
}
