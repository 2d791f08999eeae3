import unittest

from words import count


class Words(unittest.TestCase):
    def test_counts_whole_words_in_whatever_case(self):
        self.assertEqual(count("To be, or not to be", "be"), 2)
        self.assertEqual(count("To be, or not to be", "b"), 0)
