/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-field-input.h"

G_BEGIN_DECLS

struct _TwFieldInput
{
  AdwBin         parent_instance;

  TwWorkspace   *workspace;                            /* (owned) */
  const TwField *field;
  TwValue        value;                                /* of inputs that hold a value and no text: links, sets */
  gboolean       showing;                              /* a value is being shown, not entered */

  GtkWidget     *focus;                                /* (nullable) what takes the keyboard */

  /* One of these, by the kind. */
  GtkEditable   *entry;                                /* (nullable) */
  GtkTextBuffer *buffer;                               /* (nullable) */
  GtkSwitch     *toggle;                               /* (nullable) */
  GtkDropDown   *choices;                              /* (nullable) first is "none" */
  GtkMenuButton *button;                               /* (nullable) opens a picker */
  GtkBox        *list;                                 /* (nullable) in the button's popover: ticks or links */
  GtkCalendar   *calendar;                             /* (nullable) */
};

void tw_field_input_changed (TwFieldInput *self);
void tw_field_input_chosen  (TwFieldInput *self);     /* one act made the whole value */

/* tw-field-input-pick.c: inputs behind a button. */
GtkWidget *tw_field_input_make_date (TwFieldInput *self, GtkWidget *entry);
GtkWidget *tw_field_input_make_link (TwFieldInput *self);
GtkWidget *tw_field_input_make_button (TwFieldInput *self, GtkWidget *content);
void       tw_field_input_show_pick (TwFieldInput *self);            /* what the button says */

/* tw-field-input-list.c: inputs of several values. */
GtkWidget *tw_field_input_make_set   (TwFieldInput *self);
GtkWidget *tw_field_input_make_links (TwFieldInput *self);
void       tw_field_input_show_list  (TwFieldInput *self);
char      *tw_field_input_dup_list_text (TwFieldInput *self);        /* nullable */

G_END_DECLS
