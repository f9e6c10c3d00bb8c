/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-record-related.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "tw-condition.h"
#include "tw-entity-words.h"
#include "tw-record-file.h"
#include "tw-related-row.h"

#define MAX_SHOWN 5                                    /* of each relation; the list of the entity has the rest */
#define MAX_READ  60                                   /* of which those are chosen */

struct _TwRecordRelated
{
  AdwBin       parent_instance;

  TwWorkspace *workspace;                              /* (owned) */
  TwInstant    past;                                   /* the relations as they were then; 0: now */
  GtkBox      *box;                                    /* child */
};

G_DEFINE_FINAL_TYPE (TwRecordRelated, tw_record_related, ADW_TYPE_BIN)

static void
row_activated_cb (GtkListBox    *list,
                  GtkListBoxRow *row,
                  gpointer       data)
{
  const char *id = g_object_get_data (G_OBJECT (row), "id");
  guint entity = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "entity"));

  gtk_widget_activate_action (GTK_WIDGET (list), "win.open-record", "(uss)", entity, id, "");
}

static gboolean can_add (TwRecordRelated *self, TwRecord *record, const TwInverse *inverse);

/* Takes a record out of the relation; it stays where it is otherwise. */
static void
add_unlink (GtkWidget       *row,
            TwRecord        *related,
            const TwInverse *inverse)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  char id[TW_ID_TEXT_LENGTH + 1];

  tw_id_print (tw_record_get_id (related), id);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "tw-small-button");
  gtk_widget_add_css_class (button, "dim-label");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Unlink"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Unlink"), -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", id, inverse->key);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "record.unlink");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
make_row (TwRecordRelated *self,
          TwRecord        *owner,
          TwRecord        *record,
          const TwInverse *inverse)
{
  GtkWidget *row = tw_related_row_new (self->workspace, record, inverse->field);

  g_object_set_data_full (G_OBJECT (row), "id", tw_id_dup_text (tw_record_get_id (record)), g_free);
  g_object_set_data (G_OBJECT (row), "entity", GUINT_TO_POINTER (tw_record_get_entity (record)->number));
  if (!inverse->field->required && can_add (self, owner, inverse))
    add_unlink (row, record, inverse);
  return row;
}

static GVariant *
make_target (TwRecord        *record,
             const TwInverse *inverse)
{
  char id[TW_ID_TEXT_LENGTH + 1];

  tw_id_print (tw_record_get_id (record), id);
  return g_variant_new ("(uss)", tw_record_get_entity (record)->number, id, inverse->key);
}

static gboolean
can_add (TwRecordRelated *self,
         TwRecord        *record,
         const TwInverse *inverse)
{
  return self->past == 0 && !tw_record_is_deleted (record) && tw_field_is_editable (inverse->field) && inverse->field->entity->group != NULL
         && !tw_store_is_read_only (tw_workspace_get_store (self->workspace));
}

/* "Deals (3)"; how many there are is asked only when not all are shown. */
static char *
dup_heading (TwRecordRelated *self,
             TwRecord        *record,
             const TwInverse *inverse,
             guint            n_read)
{
  gint64 n = n_read;

  if (n_read > MAX_SHOWN && self->past != 0)
    /* Translators: a relation that had more records than are shown, "Deals (more than 5)". */
    return g_strdup_printf (_("%s (more than %u)"), tw_inverse_get_label (inverse), MAX_SHOWN);
  if (n_read > MAX_SHOWN)
    {
      g_autofree char *where = tw_record_related_dup_where (inverse, tw_record_get_id (record));
      g_autoptr(TwQuery) query = tw_query_new (tw_workspace_get_schema (self->workspace), inverse->field->entity, where,
                                               NULL, NULL);

      if (query != NULL)
        n = tw_store_count (tw_workspace_get_store (self->workspace), query, NULL);
    }
  /* Translators: a relation and how many records it has, "Deals (3)". */
  return g_strdup_printf (_("%s (%" PRId64 ")"), tw_inverse_get_label (inverse), n);
}

static GtkWidget *
make_heading (TwRecordRelated *self,
              TwRecord        *record,
              const TwInverse *inverse,
              guint            n_read)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *heading = dup_heading (self, record, inverse, n_read);
  g_autofree char *words = tw_entity_dup_new_label (inverse->field->entity);
  GtkWidget *label = gtk_label_new (heading);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (box, "tw-section-heading");
  gtk_box_append (GTK_BOX (box), label);
  if (can_add (self, record, inverse))
    {
      GtkWidget *add = gtk_button_new_from_icon_name ("list-add-symbolic");

      gtk_widget_add_css_class (add, "flat");
      gtk_widget_set_valign (add, GTK_ALIGN_CENTER);
      gtk_widget_set_tooltip_text (add, words);
      gtk_accessible_update_property (GTK_ACCESSIBLE (add), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
      gtk_actionable_set_action_target_value (GTK_ACTIONABLE (add), make_target (record, inverse));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (add), "win.create-related");
      gtk_box_append (GTK_BOX (box), add);
    }
  return box;
}

/* Of very many records the newest are looked at. */
static GPtrArray *
read_related (TwRecordRelated *self,
              TwRecord        *record,
              const TwInverse *inverse)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  g_autofree char *where = NULL;
  g_autoptr(TwQuery) query = NULL;
  GPtrArray *records = NULL;

  if (self->past == 0)
    records = tw_store_related_newest (store, tw_record_get_entity (record), tw_record_get_id (record), inverse, MAX_READ, NULL);
  else
    {
      where = tw_record_related_dup_where (inverse, tw_record_get_id (record));
      query = tw_query_new (tw_workspace_get_schema (self->workspace), inverse->field->entity, where, "-created_at", NULL);
      records = query != NULL ? tw_store_list_as_of (store, query, self->past, MAX_READ, NULL) : NULL;
    }
  if (records != NULL)
    tw_related_sort (records);
  return records;
}

/* What any record may be linked by tells nothing new of those that are linked by a field of their own, too: "Tasks" and "All tasks". */
static gboolean
is_told_already (TwRecord        *owner,
                 TwRecord        *record,
                 const TwInverse *inverse)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwValue *value = field->kind == TW_KIND_LINK && field->number != inverse->field->number && field->inverse != NULL && !field->hidden
                             ? tw_record_get (record, field) : NULL;

      if (value != NULL && value->type == TW_TYPE_LINK && tw_id_equal (&value->id, tw_record_get_id (owner)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_repeated (TwRecord        *owner,
             GPtrArray       *records,
             const TwInverse *inverse)
{
  if ((inverse->field->targets != NULL && inverse->field->targets[0] != NULL) || records->len >= MAX_READ)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (!is_told_already (owner, g_ptr_array_index (records, i), inverse))
      return FALSE;
  return TRUE;
}

/* FALSE when there are none. */
static gboolean
add_relation (TwRecordRelated *self,
              TwRecord        *record,
              const TwInverse *inverse)
{
  g_autoptr(GPtrArray) records = read_related (self, record, inverse);
  GtkWidget *list = NULL;

  if (records == NULL || records->len == 0 || is_repeated (record, records, inverse))
    return FALSE;
  gtk_box_append (self->box, make_heading (self, record, inverse, records->len));
  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, tw_inverse_get_label (inverse), -1);
  g_signal_connect (list, "row-activated", G_CALLBACK (row_activated_cb), NULL);
  for (guint i = 0; i < MIN (records->len, MAX_SHOWN); i++)
    gtk_list_box_append (GTK_LIST_BOX (list), make_row (self, record, g_ptr_array_index (records, i), inverse));
  gtk_box_append (self->box, list);
  if (records->len > MAX_SHOWN && self->past == 0)
    {
      GtkWidget *all = gtk_button_new_with_label (_("Show All"));

      gtk_widget_add_css_class (all, "flat");
      gtk_widget_set_halign (all, GTK_ALIGN_START);
      gtk_actionable_set_action_target_value (GTK_ACTIONABLE (all), make_target (record, inverse));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (all), "win.open-related");
      gtk_box_append (self->box, all);
    }
  return TRUE;
}

/* The relations that have no record yet, behind one button. */
static void
add_menu (TwRecordRelated *self,
          TwRecord        *record,
          GPtrArray       *inverses)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  GtkWidget *button = NULL;

  for (guint i = 0; i < inverses->len; i++)
    {
      const TwInverse *inverse = g_ptr_array_index (inverses, i);
      g_autoptr(GMenuItem) item = g_menu_item_new (tw_inverse_get_label (inverse), NULL);

      g_menu_item_set_action_and_target_value (item, "win.create-related", make_target (record, inverse));
      g_menu_append_item (menu, item);
    }
  button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _("Add to"));
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (button), TRUE);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 12);
  gtk_box_append (self->box, button);
}

static void
tw_record_related_dispose (GObject *object)
{
  g_clear_object (&TW_RECORD_RELATED (object)->workspace);
  G_OBJECT_CLASS (tw_record_related_parent_class)->dispose (object);
}

static void
tw_record_related_class_init (TwRecordRelatedClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_record_related_dispose;
}

static void
tw_record_related_init (TwRecordRelated *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "tw-record-related");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

/**
 * tw_record_related_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): the relations without a record
 */
TwRecordRelated *
tw_record_related_new (TwWorkspace *workspace)
{
  TwRecordRelated *self = g_object_new (TW_TYPE_RECORD_RELATED, NULL);

  self->workspace = g_object_ref (workspace);
  return self;
}

/* What is sold and done with somebody comes before what else leads here. */
static int
get_rank (const TwInverse *inverse)
{
  static const char *const groups[] = { "sell", "plan", "people", "serve", "know" };
  const char *group = inverse->field->entity->group;

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_strcmp0 (group, groups[i]) == 0)
      return (int) i * 10000 + inverse->field->entity->order;
  return G_MAXINT;
}

static int
compare_inverses (gconstpointer a,
                  gconstpointer b)
{
  int one = get_rank (*(const TwInverse *const *) a), other = get_rank (*(const TwInverse *const *) b);

  return (one > other) - (one < other);
}

/* Sorting keeps the order of what stands alike. */
static GPtrArray *
list_inverses (const TwEntity *entity)
{
  GPtrArray *inverses = g_ptr_array_new ();

  for (guint i = 0; i < entity->n_inverses; i++)
    {
      const TwField *field = entity->inverses[i]->field;

      if (!field->hidden && !g_str_equal (field->entity->key, "activity") && !g_str_equal (field->entity->key, "comment")
          && !tw_record_file_is_link (field))
        g_ptr_array_add (inverses, (gpointer) entity->inverses[i]);
    }
  g_ptr_array_sort (inverses, compare_inverses);
  return inverses;
}

/**
 * tw_record_related_set_record:
 * @self: the relations
 * @record: the record
 *
 * Shows what points to the record; the timeline has its activities and comments, and the panel of files its documents.
 */
void
tw_record_related_set_record (TwRecordRelated *self,
                              TwRecord        *record)
{
  g_autoptr(GPtrArray) empty = g_ptr_array_new (), inverses = NULL;
  GtkWidget *child = NULL;

  g_return_if_fail (TW_IS_RECORD_RELATED (self) && TW_IS_RECORD (record));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  inverses = list_inverses (tw_record_get_entity (record));
  for (guint i = 0; i < inverses->len; i++)
    if (!add_relation (self, record, inverses->pdata[i]) && can_add (self, record, inverses->pdata[i]))
      g_ptr_array_add (empty, inverses->pdata[i]);
  if (gtk_widget_get_first_child (GTK_WIDGET (self->box)) == NULL)
    {
      child = gtk_label_new (_("No related records yet."));
      gtk_widget_add_css_class (child, "dim-label");
      gtk_widget_add_css_class (child, "caption");
      gtk_label_set_xalign (GTK_LABEL (child), 0);
      gtk_label_set_wrap (GTK_LABEL (child), TRUE);
      gtk_box_append (self->box, child);
    }
  if (empty->len > 0)
    add_menu (self, record, empty);
}

/**
 * tw_record_related_set_past:
 * @self: the relations
 * @at: an instant; 0 for now
 *
 * Shows the relations as they were then from the next tw_record_related_set_record() on, to be read only.
 */
void
tw_record_related_set_past (TwRecordRelated *self,
                            TwInstant        at)
{
  g_return_if_fail (TW_IS_RECORD_RELATED (self));
  self->past = at;
}

/**
 * tw_record_related_dup_where:
 * @inverse: a relation
 * @id: id of the record that it belongs to
 *
 * Returns: (transfer full): the condition, in the expression language, that the related records meet
 */
char *
tw_record_related_dup_where (const TwInverse *inverse,
                             const TwId      *id)
{
  g_autoptr(TwCondition) condition = tw_condition_new (inverse->field, inverse->field->kind == TW_KIND_LINKS
                                                                       ? TW_CONDITION_HAS : TW_CONDITION_IS);
  char text[TW_ID_TEXT_LENGTH + 1];

  tw_id_print (id, text);
  tw_condition_add_text (condition, text);
  return tw_condition_print (condition);
}
