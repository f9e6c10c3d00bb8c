/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-board-card.h"

#include "tw-field-text.h"
#include "tw-list-cell.h"

/* Cards stay flat, and their texts are GtkInscriptions: a view keeps about two hundred of them alive a column. */

struct _TwBoardCard
{
  GtkBox          parent_instance;

  TwRow          *row;                                 /* (owned) (nullable) */
  const TwEntity *entity;                              /* (nullable) of the row */
  gulong          changed_id;

  /* From the template. */
  GtkInscription *title;
  GtkInscription *detail;
  GtkInscription *value;
  GtkInscription *date;
  GtkInscription *initials;
};

G_DEFINE_FINAL_TYPE (TwBoardCard, tw_board_card, GTK_TYPE_BOX)

static void
show (GtkInscription *inscription,
      const char     *text)
{
  gtk_inscription_set_text (inscription, text);
  gtk_widget_set_visible (GTK_WIDGET (inscription), text != NULL && *text != '\0');
}

/* "Darcel Schlecht" is DS. */
static char *
dup_initials (const char *name)
{
  GString *initials = g_string_new (NULL);
  gboolean start = TRUE;
  guint n = 0;

  for (const char *p = name; *p != '\0' && n < 2; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (start && g_unichar_isalpha (c))
        {
          g_string_append_unichar (initials, g_unichar_toupper (c));
          n++;
        }
      start = g_unichar_isspace (c) || c == '-';
    }
  return g_string_free (initials, FALSE);
}

static gboolean
is_shown_elsewhere (const TwEntity *entity,
                    const TwField  *field)
{
  return field == NULL || field == entity->name_field || field == entity->value_field || field == entity->date_field
         || field == entity->owner_field || field == entity->board_field;
}

/* The second line: the card's other fields, such as the company and the priority. */
static char *
dup_detail (TwBoardCard *self)
{
  GString *detail = g_string_new (NULL);

  for (const char *const *key = self->entity->card_fields; key != NULL && *key != NULL; key++)
    {
      const TwField *field = tw_entity_get_field (self->entity, *key);
      g_autofree char *text = NULL;

      if (is_shown_elsewhere (self->entity, field))
        continue;
      text = tw_field_isolate (field, tw_row_get_text (self->row, field));
      if (*text != '\0')
        g_string_append_printf (detail, "%s%s", detail->len > 0 ? " · " : "", text);
    }
  return g_string_free (detail, FALSE);
}

static void
show_field (TwBoardCard    *self,
            GtkInscription *inscription,
            const TwField  *field)
{
  g_autofree char *text = field != NULL ? tw_field_isolate (field, tw_row_get_text (self->row, field)) : NULL;

  show (inscription, text != NULL ? text : "");
}

static void
fill (TwBoardCard *self)
{
  const TwEntity *entity = self->entity;
  const char *title = tw_row_get_text (self->row, entity->name_field);
  const char *owner = entity->owner_field != NULL ? tw_row_get_text (self->row, entity->owner_field) : "";
  g_autofree char *detail = dup_detail (self);
  g_autofree char *initials = dup_initials (owner);

  show (self->title, title);
  show (self->detail, detail);
  show_field (self, self->value, entity->value_field);
  show_field (self, self->date, entity->date_field);
  show (self->initials, initials);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->initials), owner);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
tw_board_card_dispose (GObject *object)
{
  TwBoardCard *self = TW_BOARD_CARD (object);

  tw_board_card_set_row (self, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_BOARD_CARD);
  G_OBJECT_CLASS (tw_board_card_parent_class)->dispose (object);
}

static void
tw_board_card_class_init (TwBoardCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_board_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("board/tw-board-card.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, title);
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, detail);
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, value);
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, date);
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, initials);
}

static void
tw_board_card_init (TwBoardCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_inscription_align (self->title, FALSE);
  tw_inscription_align (self->detail, FALSE);
  tw_inscription_align (self->value, FALSE);
  tw_inscription_align (self->date, TRUE);
}

GtkWidget *
tw_board_card_new (void)
{
  return g_object_new (TW_TYPE_BOARD_CARD, NULL);
}

void
tw_board_card_set_row (TwBoardCard    *self,
                       TwRow          *row,
                       const TwEntity *entity)
{
  if (self->row != NULL)
    g_clear_signal_handler (&self->changed_id, self->row);
  g_set_object (&self->row, row);
  self->entity = entity;
  if (row == NULL)
    return;
  self->changed_id = g_signal_connect_swapped (row, "changed", G_CALLBACK (fill), self);
  fill (self);
}

TwRow *
tw_board_card_get_row (TwBoardCard *self)
{
  g_return_val_if_fail (TW_IS_BOARD_CARD (self), NULL);
  return self->row;
}
