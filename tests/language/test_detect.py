"""Languages that a library holds are told apart."""

import pytest

from wenyuan.language.detect import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("公共图书馆向每一位读者免费开放,读者可以借阅图书。", "zh-Hans"),
        ("公共圖書館向每一位讀者免費開放,讀者可以借閱圖書。", "zh-Hant"),
        ("圖書館", "zh-Hant"),
        ("关于 Docker 与 Kubernetes 的部署说明", "zh-Hans"),
        ("The public library opens its doors to every reader, free of charge.", "en"),
        ("Die öffentliche Bibliothek steht allen Leserinnen und Lesern kostenlos offen.", "de"),
        ("La bibliothèque publique est ouverte gratuitement à tous les lecteurs de la ville.", "fr"),
        ("La biblioteca pública está abierta gratuitamente a todos los lectores de la ciudad.", "es"),
        ("公共図書館は、すべての利用者に無料で開かれています。", "ja"),
        ("공공 도서관은 모든 독자에게 무료로 열려 있습니다.", "ko"),
        ("Публичная библиотека бесплатно открыта для всех читателей города.", "ru"),
        ("المكتبة العامة مفتوحة لجميع القراء مجانا في كل يوم", "ar"),
        ("", "und"),
        ("A4", "und"),
        ("12345 67890", "und"),
        ("∑∫∂", "und"),
    ],
)
def test_the_language_is_told(text: str, language: str) -> None:
    assert detect(text) == language


def test_an_english_paper_that_quotes_chinese_is_english() -> None:
    text = "The term 图书馆 (library) entered the language late. " * 5
    assert detect(text) == "en"
