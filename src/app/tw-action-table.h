/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of a widget, declared once: the table makes the GActions, their keys, the shortcuts window and tests' names. A
 * widget has one table in its tw-….-actions.c (or beside it when it is short), installs it in class_init with
 * tw_action_table_install(), and is listed in tw-shortcuts.c, which shows it to people. Keys act where the focus is inside
 * the widget; the window hands keys that nobody took to the page that is shown. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;                                    /* "record.edit"; may stand twice with different targets */
  const char *title;                                   /* N_(): what it does, "Edit the record"; NULL: not shown to people */
  const char *accels;                                  /* "<Control>z", several with spaces between; nullable */
  const char *parameter;                               /* type of the parameter, "s", "(us)"; nullable */
  const char *target;                                  /* parameter of the key in GVariant text form; nullable */
  GtkWidgetActionActivateFunc activate;                /* NULL: the name was installed by an earlier line or is a property action */
  const char *property;                                /* a property action of this property; nullable */
} TwActionInfo;

typedef struct
{
  const char         *title;                           /* N_(): heading in the shortcuts window, "Lists" */
  const TwActionInfo *infos;
  guint               n_infos;
} TwActionTable;

void tw_action_table_install (const TwActionTable *table, GtkWidgetClass *widget_class);

G_END_DECLS
