/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-peek.h"

#include <glib/gi18n-lib.h>

#include "tw-field-text.h"
#include "tw-passing-popover.h"

#define MAX_FIELDS 12                                  /* more than that is a page */

struct _TwPeek
{
  GtkPopover  parent_instance;

  TwRecord   *record;                                  /* (owned) */
  GHashTable *values;                                  /* (owned) field key → text that is shown */
  TwStore    *store;                                   /* (owned) */

  GtkImage   *icon;
  GtkLabel   *title;
  GtkGrid    *grid;
  GtkWidget  *empty_label;
  GtkWidget  *open_button;
};

G_DEFINE_FINAL_TYPE (TwPeek, tw_peek, GTK_TYPE_POPOVER)

/* A link by its title, several of them with commas between. */
static char *
dup_links (TwPeek        *self,
           const TwValue *value)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < value->list->n_values; i++)
    {
      const TwValue *link = &value->list->values[i];
      g_autofree char *title = link->type == TW_TYPE_LINK ? tw_store_dup_title (self->store, link->tag, &link->id) : NULL;

      if (title != NULL && *title != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", title);
    }
  return g_string_free (text, FALSE);
}

static char *
dup_text (TwPeek        *self,
          const TwField *field)
{
  const TwValue *value = tw_record_get (self->record, field);
  g_autofree char *title = NULL;

  if (tw_value_is_null (value))
    return NULL;
  if (field->kind == TW_KIND_LINKS)
    return dup_links (self, value);
  if (value->type == TW_TYPE_LINK)
    title = tw_store_dup_title (self->store, value->tag, &value->id);
  return tw_field_dup_text (field, value, title);
}

static GtkWidget *
make_label (const char *text,
            gboolean    dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), dim ? 18 : 32);
  gtk_label_set_lines (GTK_LABEL (label), dim ? 1 : 3);
  gtk_label_set_wrap (GTK_LABEL (label), !dim);
  if (dim)
    gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static void
add_field (TwPeek        *self,
           const TwField *field)
{
  int row = (int) g_hash_table_size (self->values);
  g_autofree char *text = NULL;

  if (field == NULL || field == field->entity->name_field || field->hidden || field->retired || row >= MAX_FIELDS
      || field->kind == TW_KIND_JSON || g_hash_table_contains (self->values, field->key))
    return;
  text = dup_text (self, field);
  if (text == NULL || *text == '\0')
    return;
  gtk_grid_attach (self->grid, make_label (tw_field_get_label (field), TRUE), 0, row, 1, 1);
  gtk_grid_attach (self->grid, make_label (text, FALSE), 1, row, 1, 1);
  g_hash_table_insert (self->values, g_strdup (field->key), g_steal_pointer (&text));
}

/* The highlights of the record's header first, then what the form begins with. */
static void
fill (TwPeek *self)
{
  const TwEntity *entity = tw_record_get_entity (self->record);
  g_autofree char *title = tw_record_dup_title (self->record);

  gtk_image_set_from_icon_name (self->icon, entity->icon);
  gtk_label_set_label (self->title, *title != '\0' ? title : tw_entity_get_label (entity, FALSE));
  for (guint i = 0; entity->highlights != NULL && entity->highlights[i] != NULL; i++)
    add_field (self, tw_entity_get_field (entity, entity->highlights[i]));
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->number >= TW_FIELD_FIRST_OWN)
      add_field (self, entity->fields[i]);
  gtk_widget_set_visible (self->empty_label, g_hash_table_size (self->values) == 0);
}

static void
open_cb (TwPeek *self)
{
  char id[TW_ID_TEXT_LENGTH + 1];

  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", tw_record_get_entity (self->record)->number,
                              tw_id_print (tw_record_get_id (self->record), id), "");
}

static gboolean
key_pressed_cb (TwPeek         *self,
                guint           key,
                guint           code,
                GdkModifierType state)
{
  if (key != GDK_KEY_space)
    return FALSE;
  gtk_popover_popdown (GTK_POPOVER (self));
  return TRUE;
}

static void
tw_peek_dispose (GObject *object)
{
  TwPeek *self = TW_PEEK (object);

  gtk_popover_set_child (GTK_POPOVER (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_PEEK);
  g_clear_object (&self->record);
  g_clear_object (&self->store);
  g_clear_pointer (&self->values, g_hash_table_unref);
  G_OBJECT_CLASS (tw_peek_parent_class)->dispose (object);
}

static void
tw_peek_class_init (TwPeekClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_peek_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("peek/tw-peek.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwPeek, icon);
  gtk_widget_class_bind_template_child (widget_class, TwPeek, title);
  gtk_widget_class_bind_template_child (widget_class, TwPeek, grid);
  gtk_widget_class_bind_template_child (widget_class, TwPeek, empty_label);
  gtk_widget_class_bind_template_child (widget_class, TwPeek, open_button);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
}

static void
tw_peek_init (TwPeek *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  tw_popover_goes_when_closed (GTK_POPOVER (self));
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * tw_peek_open:
 * @parent: what the popover belongs to, such as the list
 * @over: the row or card that stands for the record
 * @workspace: the workspace
 * @entity: the record's entity
 * @id: the record
 *
 * Shows what matters of a record over the widget.
 *
 * Returns: (transfer none) (nullable): the popover, which goes by itself; %NULL when the record is gone
 */
TwPeek *
tw_peek_open (GtkWidget      *parent,
              GtkWidget      *over,
              TwWorkspace    *workspace,
              const TwEntity *entity,
              const TwId     *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) record = NULL;
  TwPeek *self = NULL;
  graphene_rect_t bounds;

  g_return_val_if_fail (GTK_IS_WIDGET (parent) && GTK_IS_WIDGET (over), NULL);
  record = tw_store_get (tw_workspace_get_store (workspace), entity, id, &error);
  if (record == NULL)
    {
      gtk_widget_activate_action (parent, "win.toast", "s", error->message);
      return NULL;
    }
  self = g_object_new (TW_TYPE_PEEK, NULL);
  self->store = g_object_ref (tw_workspace_get_store (workspace));
  self->record = g_steal_pointer (&record);
  fill (self);
  if (gtk_widget_compute_bounds (over, parent, &bounds))
    gtk_popover_set_pointing_to (GTK_POPOVER (self), &(GdkRectangle) {
      bounds.origin.x, bounds.origin.y, bounds.size.width, bounds.size.height });
  gtk_widget_set_parent (GTK_WIDGET (self), parent);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (self->open_button);
  return self;
}

/**
 * tw_peek_get_value:
 * @self: a peek
 * @field_key: key of a field
 *
 * Returns: (transfer none) (nullable): what it says of the field
 */
const char *
tw_peek_get_value (TwPeek     *self,
                   const char *field_key)
{
  g_return_val_if_fail (TW_IS_PEEK (self), NULL);
  return g_hash_table_lookup (self->values, field_key);
}
