/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as digits, without the way through printf: an answer of the server has thousands of them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* At least width digits; returns where they end. */
static inline char *
tw_put_digits (char *p, guint64 number, int width)
{
  char digits[20];
  int n = 0;

  do
    digits[n++] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  while (n < width)
    digits[n++] = '0';
  while (n > 0)
    *p++ = digits[--n];
  return p;
}

/* The same with a minus sign in front of what is below zero. */
static inline char *
tw_put_integer (char *p, gint64 number, int width)
{
  if (number < 0)
    *p++ = '-';
  return tw_put_digits (p, number < 0 ? -(guint64) number : (guint64) number, width);
}

G_END_DECLS
