/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a CSV file of N invented contacts: bench-contacts N > contacts.csv. The same N gives the same file. */

#include <stdio.h>
#include <stdlib.h>

#include "tw-bench.h"

static const char *const forenames[] = {
  "Anna", "Bruno", "Carla", "David", "Élodie", "Farid", "Greta", "Hassan", "Irene", "João", "Karin", "Luis", "Maria", "Nadia",
  "Olga", "Pierre", "Quentin", "Rosa", "Søren", "Tariq", "Ursula", "Viktor", "Wanda", "Xenia", "Yusuf", "Zoë", "Amélie", "Björn",
  "Chen", "Dilara", "Emma", "Felix", "Gülşen", "Hiro", "Ines", "Jakub", "Kenji", "Lena", "Mohammed", "Noor", "محمد", "فاطمة", "美咲", "伟",
};
static const char *const stems[] = {
  "Al", "Ber", "Car", "Dom", "Es", "Fran", "Gar", "Hol", "Iva", "Jen", "Kov", "Lin", "Mar", "Nor", "Oli", "Pet", "Ros", "Sal", "Tor",
  "Urb", "Val", "Wer", "Yil", "Zim",
};
static const char *const middles[] = { "a", "e", "i", "o", "u", "an", "en", "in", "on", "ar", "er", "or", "el", "il", "ol" };
static const char *const ends[] = {
  "sson", "mann", "ova", "ini", "ez", "sen", "ski", "dóttir", "berg", "feld", "ier", "oğlu", "escu", "akis", "ton", "ley", "wood",
};
static const char *const cities[] = {
  "Paris", "Berlin", "Madrid", "Casablanca", "Kraków", "Lyon", "Osaka", "Tunis", "Porto", "Gent", "Leeds", "Malmö", "Athens", "Lima",
};
static const char *const titles[] = {
  "Buyer", "Head of Purchasing", "Engineer", "Managing Director", "Assistant", "IT Manager", "Store Manager", "Accountant",
};

int
main (int argc, char **argv)
{
  guint64 state = 42;
  long n = argc > 1 ? atol (argv[1]) : 1000;

  puts ("first_name,last_name,email,phone,job_title,city,country,birthday,notes");
  for (long i = 0; i < n; i++)
    {
      const char *first = forenames[bench_random (&state, G_N_ELEMENTS (forenames))];
      const char *a = stems[bench_random (&state, G_N_ELEMENTS (stems))];
      const char *b = middles[bench_random (&state, G_N_ELEMENTS (middles))];
      const char *c = middles[bench_random (&state, G_N_ELEMENTS (middles))];
      const char *d = ends[bench_random (&state, G_N_ELEMENTS (ends))];
      const char *city = cities[bench_random (&state, G_N_ELEMENTS (cities))];
      const char *title = titles[bench_random (&state, G_N_ELEMENTS (titles))];

      printf ("%s,%s%s%s%s,p%ld.%s@c%u.example,+1 555 %07ld,%s,%s,FR,19%02u-%02u-%02u,\"Met at the fair, stand %u\"\n", first, a, b, c, d, i,
              a, bench_random (&state, 50000), i % 10000000, title, city, 40 + bench_random (&state, 60),
              1 + bench_random (&state, 12), 1 + bench_random (&state, 28), bench_random (&state, 900));
    }
  return 0;
}
